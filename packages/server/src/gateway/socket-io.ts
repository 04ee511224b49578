import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { AcceptConnection } from './connection.ts';

/** The Socket.IO transport for deployed JavaScript clients (Engine.IO 3): the event `frame`, one binary argument. */
export interface SocketIoTransportOptions {
  readonly server: Server;
  readonly maxMessageBytes: number;
  readonly accept: AcceptConnection;
  readonly logger: Logger;
}

/** Requests and upgrades below it are Socket.IO's. */
export const SOCKET_IO_PATH = '/socket.io/';

/**
 * Serves Socket.IO on an HTTP server that has its other listeners already. Socket.IO itself, 10 MB, is loaded when the
 * first of its clients comes; whoever comes meanwhile waits for it.
 *
 * @returns a function that closes what is still open
 */
export function serveSocketIo({ server, logger, ...engineOptions }: SocketIoTransportOptions): () => void {
  type Engine = ReturnType<typeof import('./socket-io-engine.ts').openSocketIoEngine>;
  let opened: Promise<Engine> | undefined;
  const open = () => {
    opened ??= import('./socket-io-engine.ts').then(({ openSocketIoEngine }) => openSocketIoEngine(engineOptions));
    return opened;
  };
  const handOver = (socket: Duplex, use: (engine: Engine) => void) =>
    void open()
      .then(use)
      .catch((error) => {
        socket.destroy();
        logger.error({ err: error }, 'a Socket.IO client had to be turned away');
      });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!isSocketIo(request)) return;
    // Until it is handed over nobody else listens: a reset would end the process.
    socket.on('error', () => socket.destroy());
    handOver(socket, (engine) => engine.upgrade(request, socket, head));
  });
  const others = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isSocketIo(request)) handOver(request.socket, (engine) => engine.request(request, response));
    else for (const other of others) other.call(server, request, response);
  });
  // One that could not be opened, its clients have logged.
  return () =>
    void opened?.then(
      (engine) => engine.close(),
      () => undefined,
    );
}

function isSocketIo({ url }: IncomingMessage): boolean {
  return url?.startsWith(SOCKET_IO_PATH) === true;
}
