import { connectWebSocket, type WireListener, type WireSocket } from './web-socket.ts';

/** Engine.IO 3 puts this before the bytes of a binary message. */
const BINARY_MESSAGE = 4;

/** How deployed clients say that one binary argument of the event `frame` follows; `_placeholder` is Socket.IO's word. */
const FRAME_EVENT = '451-["frame",{"_placeholder":true,"num":0}]';

const PING_MS = 25_000;

/**
 * The same socket in the words of Socket.IO 2 (Engine.IO 3, WebSocket only), as deployed JavaScript clients speak.
 *
 * @throws Error when refused
 */
export async function connectSocketIo(base: URL, listener: WireListener): Promise<WireSocket> {
  let onConnected: (() => void) | undefined;
  const connected = new Promise<void>((resolve) => {
    onConnected = resolve;
  });
  let pinger: NodeJS.Timeout | undefined;
  let onEarlyClose: (reason: string) => void = () => undefined;
  const closedEarly = new Promise<never>((_, reject) => {
    onEarlyClose = (reason) => reject(new Error(`no Socket.IO connection: ${reason}`));
  });
  const url = new URL('/socket.io/?EIO=3&transport=websocket', base);
  const socket = await connectWebSocket(url, {
    onMessage(message, isText) {
      if (!isText) listener.onMessage(message.subarray(1), false);
      else if (message.toString() === '40') onConnected?.();
    },
    onClose(reason) {
      clearInterval(pinger);
      onEarlyClose(reason);
      listener.onClose(reason);
    },
  });
  await Promise.race([connected, closedEarly]);
  pinger = setInterval(() => socket.send('2'), PING_MS);
  return {
    send(frame) {
      socket.send(FRAME_EVENT);
      const message = Buffer.allocUnsafe(1 + frame.length);
      message[0] = BINARY_MESSAGE;
      message.set(typeof frame === 'string' ? Buffer.from(frame) : frame, 1);
      socket.send(message);
    },
    destroy: () => socket.destroy(),
  };
}
