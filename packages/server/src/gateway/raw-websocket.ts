import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { AcceptConnection, CloseReason, Connection, ConnectionListener } from './connection.ts';
import { SOCKET_IO_PATH } from './socket-io.ts';

/** The raw transport: a WebSocket on `/` or `/xsync`, one binary message is one frame. */
export interface RawTransportOptions {
  readonly server: Server;
  /** A longer message closes the connection with code 1009. */
  readonly maxMessageBytes: number;
  readonly accept: AcceptConnection;
}

const PATHS: ReadonlySet<string> = new Set(['/', '/xsync']);

/** Serves raw WebSockets on an HTTP server. @returns a function that closes what is still open */
export function serveRawWebSocket({ server, maxMessageBytes, accept }: RawTransportOptions): () => void {
  const sockets = new Set<WebSocket>();
  const upgrader = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    skipUTF8Validation: true,
    maxPayload: maxMessageBytes,
  });
  // Beside the handler of the upgrade, so that what listens to a socket keeps nothing of its request.
  const welcome = (webSocket: WebSocket, request: IncomingMessage) => {
    sockets.add(webSocket);
    listen(webSocket, accept(new RawConnection(webSocket, request.socket.remoteAddress ?? 'unknown')), sockets);
  };
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = pathOf(request);
    if (path.startsWith(SOCKET_IO_PATH)) return;
    if (!PATHS.has(path)) {
      // Nobody else takes it: without a listener a reset of this socket would end the process.
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    upgrader.handleUpgrade(request, socket, head, welcome);
  };
  server.on('upgrade', onUpgrade);
  return () => {
    server.off('upgrade', onUpgrade);
    for (const socket of sockets) socket.terminate();
  };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

function listen(webSocket: WebSocket, listener: ConnectionListener, sockets: Set<WebSocket>): void {
  webSocket.binaryType = 'nodebuffer';
  webSocket.on('message', (data: Buffer, isBinary) => listener.onFrame(isBinary ? data : EMPTY));
  webSocket.on('close', () => {
    sockets.delete(webSocket);
    listener.onClose();
  });
  // The close event follows and tells the listener; without a handler the error would end the process.
  webSocket.on('error', endSocket);
}

function endSocket(this: WebSocket): void {
  this.terminate();
}

/** A text message is no frame; an empty one with a tag that cannot be makes the same parse error. */
const EMPTY = new Uint8Array([0xff]);

class RawConnection implements Connection {
  readonly remoteAddress: string;
  readonly transport = 'websocket';
  readonly #webSocket: WebSocket;
  #isCorked = false;

  constructor(webSocket: WebSocket, remoteAddress: string) {
    this.remoteAddress = remoteAddress;
    this.#webSocket = webSocket;
  }

  send(frame: Uint8Array): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return;
    this.#cork();
    this.#webSocket.send(frame);
  }

  waitingBytes(): number {
    return this.#webSocket.bufferedAmount;
  }

  close({ code, text }: CloseReason): void {
    this.#webSocket.close(code, text);
  }

  cut(): void {
    this.#webSocket.terminate();
  }

  /**
   * Everything sent in one turn of the event loop goes to the kernel in one write: 3.8 times the throughput under
   * pipelined load (ADR 5). Answers of one commit come one by one within a turn.
   */
  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    const { _socket: socket } = this.#webSocket as WebSocket & { readonly _socket: Duplex };
    socket.cork();
    setImmediate(() => {
      this.#isCorked = false;
      socket.uncork();
    });
  }
}
