import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { serverCommand } from '../../scripts/server-command.mjs';

/**
 * Settings that differ from the defaults, as environment variables: the limits that hold single clients back are not
 * what is measured, and the load comes from few devices and one address.
 */
export const BENCH_SETTINGS = {
  WARBLER_SENDS_PER_SECOND: '1000000',
  WARBLER_SEND_BURST: '1000000',
  WARBLER_FRAMES_PER_SECOND: '1000000',
  WARBLER_FRAME_BURST: '1000000',
  WARBLER_GROUP_MEMBERS: '20000',
  WARBLER_FIRST_UNREAD: '10000',
  WARBLER_REST_PER_SECOND_TOKEN: '1000000',
  WARBLER_REST_PER_SECOND_APP: '1000000',
  WARBLER_REST_PER_SECOND_ADDRESS: '1000000',
  WARBLER_LOG_LEVEL: 'error',
} as const;

/** The server under test, in a process of its own. */
export interface Warbler {
  readonly url: string;
  readonly appId: string;
  readonly pid: number;
  /** From the start of the process until it said that it is ready. */
  readonly readyMs: number;
  /** Asks it to stop and waits until it has; again, it does nothing. @throws Error when it ends with a failure */
  stop(): Promise<void>;
}

/** Ends by itself after so long, whatever happens. */
const STOP_MS = 30_000;

/** Starts the repository's server as `npm start` does, over a folder, on a free port of the loopback. */
export async function startWarbler(dataDir: string, settings: Readonly<Record<string, string>> = {}): Promise<Warbler> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [...serverCommand, 'serve', '--json', '--port', '0', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...BENCH_SETTINGS, ...settings },
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const killNow = () => child.kill('SIGKILL');
  process.once('exit', killNow);
  const line = await firstLine(child);
  const readyMs = performance.now() - startedMs;
  if (line === undefined) throw new Error('the server ended before it was ready');
  const { url, appId } = JSON.parse(line) as { readonly url: string; readonly appId: string };
  return {
    url,
    appId,
    pid: child.pid as number,
    readyMs,
    async stop() {
      child.kill('SIGTERM');
      const overdue = setTimeout(killNow, STOP_MS);
      const code = await ended;
      clearTimeout(overdue);
      process.off('exit', killNow);
      if (code !== 0) throw new Error(`the server ended with ${code}`);
    },
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<string | undefined> {
  if (stdout === null) throw new Error('the server has no output to read');
  for await (const line of createInterface({ input: stdout })) return line;
  return undefined;
}
