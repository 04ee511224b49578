import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Socket, Server as SocketIoServer } from 'socket.io';
import type { AcceptConnection, CloseReason, Connection } from './connection.ts';
import type { SocketIoTransportOptions } from './socket-io.ts';

/** Socket.IO behind a server that hands it what is its own. */
export interface SocketIoEngine {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  request(request: IncomingMessage, response: ServerResponse): void;
  /** Closes what is still open. */
  close(): void;
}

/** Starts Socket.IO. */
export function openSocketIoEngine({
  maxMessageBytes,
  accept,
}: Pick<SocketIoTransportOptions, 'maxMessageBytes' | 'accept'>): SocketIoEngine {
  const io = new SocketIoServer({
    allowEIO3: true,
    transports: ['websocket'],
    serveClient: false,
    destroyUpgrade: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: maxMessageBytes,
    cors: { origin: true },
    // Clients of protocol 3 send the pings; these are only for newer ones. XSYNC has its own heartbeat above them.
    pingInterval: 50_000,
    pingTimeout: 60_000,
  });
  // It takes requests from a server's events only; this one never listens.
  const door = new Server();
  io.attach(door);
  io.on('connection', (socket) => listen(socket, accept));
  return {
    upgrade: (request, socket, head) => void door.emit('upgrade', request, socket, head),
    request: (request, response) => void door.emit('request', request, response),
    close() {
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}

function listen(socket: Socket, accept: AcceptConnection): void {
  const listener = accept(connectionOf(socket));
  socket.on('frame', (data: unknown) => listener.onFrame(toBytes(data)));
  socket.on('disconnect', () => listener.onClose());
}

/** Anything but binary is no frame: a tag that cannot be makes it the parse error that it is. */
function toBytes(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array([0xff]);
}

function connectionOf(socket: Socket): Connection {
  const { conn } = socket;
  // Engine.IO holds back what its transport does not take, in a buffer that no figure of the WebSocket's shows.
  let heldBytes = 0;
  conn.on('drain', () => {
    heldBytes = heldBy(conn).reduce((sum, { data }) => sum + sizeOf(data), 0);
  });
  return {
    remoteAddress: conn.remoteAddress,
    transport: 'socket.io',
    send(frame) {
      heldBytes += frame.length;
      socket.emit('frame', frame);
    },
    waitingBytes: () => heldBytes + (webSocketOf(conn.transport)?.bufferedAmount ?? 0),
    // Engine.IO writes what waits before it closes; a code can't be given.
    close: (_reason: CloseReason) => void setImmediate(() => socket.disconnect(true)),
    cut() {
      webSocketOf(conn.transport)?.terminate();
      socket.disconnect(true);
    },
  };
}

/** The packets that Engine.IO holds back. Its types keep them private; there is no other way to bound them. */
function heldBy(conn: object): readonly { readonly data?: unknown }[] {
  return (conn as { readonly writeBuffer: readonly { readonly data?: unknown }[] }).writeBuffer;
}

function sizeOf(data: unknown): number {
  return typeof data === 'string' || data instanceof Uint8Array ? data.length : 0;
}

/** The `ws` socket under an Engine.IO transport. */
function webSocketOf(transport: object): { readonly bufferedAmount: number; terminate(): void } | undefined {
  return (transport as { readonly socket?: { readonly bufferedAmount: number; terminate(): void } }).socket;
}
