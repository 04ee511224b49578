import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';

const run = promisify(execFile);

/** A picture of one colour. */
export async function picture(width: number, height: number, format: 'jpeg' | 'png' | 'webp' = 'png'): Promise<Buffer> {
  const canvas = sharp({ create: { width, height, channels: 3, background: '#3366cc' } });
  return canvas.toFormat(format).toBuffer();
}

/** A picture that does not compress well, as photos do not. */
export async function photo(width: number, height: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#888', noise } })
    .jpeg()
    .toBuffer();
}

/** A moving picture. */
export async function animation(width: number, height: number, format: 'gif' | 'webp'): Promise<Buffer> {
  const frames = await Promise.all(
    ['#f00', '#0f0', '#00f'].map((background) =>
      sharp({ create: { width, height, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  return sharp(frames, { join: { animated: true } })
    .toFormat(format)
    .toBuffer();
}

/** Frames of 20 ms with some bits in them, as a phone records: no program here writes AMR for sure. */
export function amrVoice(seconds: number): Buffer {
  const frames = Array.from({ length: seconds * 50 }, (_, at) =>
    Buffer.from([0x3c, ...Array.from({ length: 31 }, (_bits, bit) => (at * 31 + bit * 7) & 0xff)]),
  );
  return Buffer.concat([Buffer.from('#!AMR\n'), ...frames]);
}

/** A film with sound, made by the real ffmpeg. */
export async function film(seconds: number, size = '640x360'): Promise<Buffer> {
  return made([
    ...['-f', 'lavfi', '-i', `testsrc=d=${seconds}:s=${size}`, '-f', 'lavfi', '-i', `sine=d=${seconds}`],
    ...['-pix_fmt', 'yuv420p', '-f', 'mp4'],
  ]);
}

/** Sound as MP3. */
export async function mp3Sound(seconds: number): Promise<Buffer> {
  return made(['-f', 'lavfi', '-i', `sine=d=${seconds}`, '-f', 'mp3']);
}

/** What ffmpeg says of a file: its format and streams. */
export async function probe(bytes: Uint8Array): Promise<{ format: string; seconds: number; codecs: string[] }> {
  return inFile(bytes, async (path) => {
    const { stdout } = await run('ffprobe', ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', path]);
    const { format, streams } = JSON.parse(stdout);
    return {
      format: format.format_name,
      seconds: Number(format.duration),
      codecs: streams.map((stream: { codec_name: string }) => stream.codec_name),
    };
  });
}

async function made(options: readonly string[]): Promise<Buffer> {
  return inFile(undefined, async (path) => {
    await run('ffmpeg', ['-nostdin', '-v', 'error', ...options, path]);
    return readFile(path);
  });
}

async function inFile<Result>(bytes: Uint8Array | undefined, use: (path: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'warbler-media-'));
  try {
    const path = join(folder, 'media');
    if (bytes !== undefined) await writeFile(path, bytes);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}
