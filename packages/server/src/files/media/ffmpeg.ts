import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { ImError } from '@warbler/protocol';

/** One run of ffmpeg: one file in, one stream of bytes out. */
export interface FfmpegRun {
  /** The file to read. */
  readonly path: string;
  /** Its content type decides how it is read: a playlist that calls itself a film opens no other file. */
  readonly contentType: string;
  /** What to take of it and how to write it. */
  readonly output: readonly string[];
  /** Options before the input. */
  readonly input?: readonly string[];
  readonly timeMs: number;
  readonly bytesMax: number;
}

/** The program that reads films and sound. */
export interface Ffmpeg {
  /** Whether the program is there. */
  isThere(): Promise<boolean>;
  /**
   * The bytes that a run writes. They end, or fail, within its limits.
   *
   * @throws ImError `notConfigured` without the program or when it cannot write `encoder`, `notSupported` for a content
   *   type that it is not to read; while reading `mediaUnreadable`
   */
  run(run: FfmpegRun, encoder?: string): Promise<AsyncIterable<Uint8Array>>;
  /** Ends every run. */
  stop(): void;
}

/** How ffmpeg reads what. Demuxers that open other files or addresses (playlists, lists) are not among them. */
const DEMUXERS: Readonly<Record<string, string>> = {
  'application/ogg': 'ogg',
  'application/vnd.ms-asf': 'asf',
  'audio/aac': 'aac',
  'audio/aiff': 'aiff',
  'audio/amr': 'amr',
  'audio/flac': 'flac',
  'audio/mp4': 'mov',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/ogg; codecs=opus': 'ogg',
  'audio/wav': 'wav',
  'audio/x-m4a': 'mov',
  'audio/x-ms-asf': 'asf',
  'video/3gpp': 'mov',
  'video/3gpp2': 'mov',
  'video/matroska': 'matroska',
  'video/MP1S': 'mpeg',
  'video/MP2P': 'mpeg',
  'video/mp2t': 'mpegts',
  'video/mp4': 'mov',
  'video/mpeg': 'mpeg',
  'video/ogg': 'ogg',
  'video/quicktime': 'mov',
  'video/vnd.avi': 'avi',
  'video/webm': 'matroska',
  'video/x-flv': 'flv',
  'video/x-m4v': 'mov',
  'video/x-ms-asf': 'asf',
};

/** Largest block that ffmpeg may ask the system for. */
const BLOCK_BYTES_MAX = 256 * 1024 * 1024;

/** What is remembered of its complaints, for the log. */
const COMPLAINT_CHARACTERS = 2000;

/** Opens the program at `path`; it is looked for now, and asked what it can write. */
export function openFfmpeg(path: string): Ffmpeg {
  const running = new Set<ChildProcess>();
  const encoders = listEncoders(path);
  return {
    isThere: async () => (await encoders) !== undefined,
    async run(run, encoder) {
      const known = await encoders;
      if (known === undefined) throw new ImError('notConfigured', { message: 'this server has no ffmpeg' });
      if (encoder !== undefined && !known.has(encoder)) {
        throw new ImError('notConfigured', { message: `the ffmpeg of this server has no ${encoder}` });
      }
      const demuxer = DEMUXERS[run.contentType];
      if (demuxer === undefined) {
        throw new ImError('notSupported', { message: `this server does not read ${run.contentType}` });
      }
      return start(path, { ...run, demuxer }, running);
    },
    stop() {
      for (const child of running) child.kill('SIGKILL');
    },
  };
}

/** What ffmpeg can write; undefined when it does not run. */
async function listEncoders(path: string): Promise<ReadonlySet<string> | undefined> {
  const child = spawn(path, ['-nostdin', '-hide_banner', '-encoders'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = endOf(child);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  try {
    await ended;
  } catch {
    // Not there, or not to be run: that is the answer.
    return undefined;
  }
  return new Set([...text.matchAll(/^ [VAS.]\S{5} (\S+)/gm)].map(([, name = '']) => name));
}

async function* start(
  program: string,
  { path, demuxer, input = [], output, timeMs, bytesMax }: FfmpegRun & { readonly demuxer: string },
  running: Set<ChildProcess>,
): AsyncGenerator<Uint8Array> {
  const options = [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-max_alloc', String(BLOCK_BYTES_MAX)],
    ...['-protocol_whitelist', 'file,pipe', '-threads', '1', '-f', demuxer, ...input, '-i', `file:${path}`],
    ...['-map_metadata', '-1', '-threads', '1', ...output, 'pipe:1'],
  ];
  const child = spawn(program, options, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
    timeout: timeMs,
    killSignal: 'SIGKILL',
  });
  running.add(child);
  const complaint = firstOf(child.stderr);
  const ended = endOf(child);
  // Who reads the bytes may fail first and never ask how it ended.
  ended.catch(() => undefined);
  try {
    let bytes = 0;
    for await (const chunk of child.stdout as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw new Error(`ffmpeg writes more than ${bytesMax} bytes`);
      yield chunk;
    }
    await ended;
    if (bytes === 0) throw new Error('ffmpeg wrote nothing');
  } catch (cause) {
    throw new ImError('mediaUnreadable', { details: { complaint: complaint() }, cause });
  } finally {
    running.delete(child);
    child.kill('SIGKILL');
  }
}

function firstOf(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (more: string) => {
    if (text.length < COMPLAINT_CHARACTERS) text += more.slice(0, COMPLAINT_CHARACTERS);
  });
  return () => text;
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`ffmpeg ended with ${code ?? signal}`));
    });
  });
}
