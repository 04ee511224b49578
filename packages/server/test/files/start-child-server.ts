import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PartialConfig, StartInfo } from '../../src/index.ts';

/** A server in another process. */
export interface ChildServer {
  readonly url: string;
  readonly start: StartInfo;
  /** Bytes that the process holds. */
  rss(): Promise<number>;
  /** Ends the process as a power cut would. */
  kill(): Promise<void>;
}

/** Starts a server in another process, so that its memory is its own and it can be killed. */
export async function startChildServer(config: PartialConfig): Promise<ChildServer> {
  const complete = { logLevel: 'error', port: 0, ...config };
  const child: ChildProcess = fork(join(import.meta.dirname, 'child-server.ts'), [JSON.stringify(complete)]);
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`)));
  ended.catch(() => undefined);
  const nextMessage = async () => (await Promise.race([once(child, 'message'), ended]))[0];
  const ready = await nextMessage();
  return {
    ...(ready as Pick<ChildServer, 'url' | 'start'>),
    async rss() {
      child.send('memory');
      return ((await nextMessage()) as { rss: number }).rss;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
