import { fork } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { FrameSizes } from '../generator/frame-sizes.ts';

/** What the bare server does. */
export interface BareServerOptions {
  readonly sizes: FrameSizes;
  /** Commits each message in a group before it is answered and delivered. */
  readonly isDurable: boolean;
}

/** The smallest server, in a process of its own. */
export interface BareServer {
  readonly url: string;
  readonly pid: number;
  /** Lets it go, and waits until it has ended. */
  stop(): Promise<void>;
}

/** Starts it on a free port of the loopback. */
async function startBareServer(options: BareServerOptions): Promise<BareServer> {
  const entry = fileURLToPath(new URL('./bare-server-process.ts', import.meta.url));
  const child = fork(entry, [JSON.stringify(options)]);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { port } = await new Promise<AddressInfo>((resolve, reject) => {
    child.once('message', (address) => resolve(address as AddressInfo));
    child.once('exit', () => reject(new Error('the bare server ended before it listened')));
  });
  return {
    url: `ws://127.0.0.1:${port}`,
    pid: child.pid as number,
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}

/** Starts it for some work, and stops it afterwards, whatever happens. */
export async function withBareServer<Result>(
  options: BareServerOptions,
  use: (server: BareServer) => Promise<Result>,
): Promise<Result> {
  const server = await startBareServer(options);
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}
