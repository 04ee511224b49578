/// <reference path="./socket-io-client.d.ts" />
import io from 'socket.io-client';
import { WebSocket } from 'ws';

/** How deployed clients reach the server. */
export type Transport = 'websocket' | 'socket.io';

/** Both transports, for tests that run on each. */
export const TRANSPORTS: readonly Transport[] = ['websocket', 'socket.io'];

/** A socket that carries frames. */
export interface FrameSocket {
  send(frame: Uint8Array): void;
  /** Cuts the connection without a farewell. */
  destroy(): void;
}

/** What a socket tells. */
export interface FrameListener {
  onFrame(frame: Uint8Array): void;
  onClose(): void;
}

/**
 * Connects over a transport; `socket.io` uses the stock `socket.io-client` 2.x.
 *
 * @param connectMs how long a raw connection may take; without end unless it is given
 * @throws Error when refused
 */
export function connectFrameSocket(
  url: string,
  transport: Transport,
  listener: FrameListener,
  connectMs?: number,
): Promise<FrameSocket> {
  return transport === 'websocket' ? connectRaw(url, listener, connectMs) : connectSocketIo(url, listener);
}

function connectRaw(url: string, listener: FrameListener, connectMs?: number): Promise<FrameSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), {
      perMessageDeflate: false,
      ...(connectMs === undefined ? {} : { handshakeTimeout: connectMs }),
    });
    socket.binaryType = 'nodebuffer';
    socket.on('message', (data: Buffer) => listener.onFrame(data));
    socket.on('close', () => listener.onClose());
    socket.once('error', reject);
    socket.once('open', () => resolve({ send: (frame) => socket.send(frame), destroy: () => socket.terminate() }));
  });
}

function connectSocketIo(url: string, listener: FrameListener): Promise<FrameSocket> {
  return new Promise((resolve, reject) => {
    const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
    socket.on('frame', (data: ArrayBuffer | Uint8Array) => listener.onFrame(new Uint8Array(data)));
    socket.on('disconnect', () => listener.onClose());
    socket.on('connect_error', reject);
    // Closed between the upgrade and the greeting: no event of the socket's own tells.
    socket.io.on('close', () => reject(new Error('the connection was closed before it was open')));
    socket.on('connect', () =>
      resolve({
        send: (frame) => void socket.emit('frame', Buffer.from(frame)),
        destroy: () => void socket.disconnect(),
      }),
    );
  });
}
