import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** An open WebSocket of the generator. */
export interface WireSocket {
  /** Queues a message; those of one turn of the event loop leave in one write. */
  send(message: Uint8Array | string): void;
  /** Cuts the connection without a farewell. */
  destroy(): void;
}

/** What a socket tells. */
export interface WireListener {
  onMessage(message: Buffer, isText: boolean): void;
  /** The connection is gone, for a reason when there is one. */
  onClose(reason: string): void;
}

const Opcode = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const HANDSHAKE_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/**
 * A WebSocket client that costs the generator as little as can be: it masks with zeros, which leaves the bytes as they
 * are (RFC 6455, 5.3 allows any mask), and writes once per tick. It takes whole messages only; no server here sends
 * fragments.
 *
 * @throws Error when the connection or the upgrade is refused
 */
export function connectWebSocket(url: URL, listener: WireListener): Promise<WireSocket> {
  return new Promise((resolve, reject) => {
    const key = randomBytes(16).toString('base64');
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    const reader = new MessageReader(socket, listener);
    let failure = 'the peer closed it';
    socket.on('connect', () => {
      socket.write(
        `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
    });
    socket.on('error', (error) => {
      failure = error.message;
    });
    socket.on('close', () => {
      reject(new Error(`no WebSocket to ${url.host}: ${failure}`));
      listener.onClose(reader.closeReason ?? failure);
    });
    let head = Buffer.alloc(0);
    const onHead = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', onHead);
      const accept = createHash('sha1')
        .update(key + HANDSHAKE_SUFFIX)
        .digest('base64');
      if (!isAccepted(head.toString('latin1', 0, end), accept)) {
        failure = head.toString('latin1', 0, head.indexOf('\r\n'));
        socket.destroy();
        return;
      }
      socket.on('data', (data) => reader.take(data));
      resolve({ send: sender(socket), destroy: () => socket.destroy() });
      const rest = head.subarray(end + 4);
      if (rest.length > 0) reader.take(rest);
    };
    socket.on('data', onHead);
  });
}

function isAccepted(head: string, accept: string): boolean {
  return (
    head.startsWith('HTTP/1.1 101') && head.toLowerCase().includes(`sec-websocket-accept: ${accept.toLowerCase()}`)
  );
}

function sender(socket: Socket): WireSocket['send'] {
  let isCorked = false;
  const uncork = () => {
    isCorked = false;
    socket.uncork();
  };
  return (message) => {
    if (!isCorked) {
      isCorked = true;
      socket.cork();
      setImmediate(uncork);
    }
    socket.write(
      typeof message === 'string' ? frame(Opcode.text, Buffer.from(message)) : frame(Opcode.binary, message),
    );
  };
}

const FIN = 0x80;
const MASKED = 0x80;
const MASK_BYTES = 4;

function frame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const bytes = Buffer.allocUnsafe(2 + lengthBytes + MASK_BYTES + length);
  bytes[0] = FIN | opcode;
  bytes[1] = MASKED | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) bytes.writeUInt16BE(length, 2);
  else if (lengthBytes === 8) bytes.writeBigUInt64BE(BigInt(length), 2);
  bytes.fill(0, 2 + lengthBytes, 2 + lengthBytes + MASK_BYTES);
  bytes.set(payload, 2 + lengthBytes + MASK_BYTES);
  return bytes;
}

const EMPTY = Buffer.alloc(0);

/** Cuts the stream into messages and answers pings. */
class MessageReader {
  readonly #socket: Socket;
  readonly #listener: WireListener;
  #rest: Buffer = EMPTY;
  /** What the peer said as it closed. */
  closeReason: string | undefined;

  constructor(socket: Socket, listener: WireListener) {
    this.#socket = socket;
    this.#listener = listener;
  }

  take(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      const size = headOf(bytes, at);
      if (size === undefined || bytes.length < size.start + size.length) break;
      const end = size.start + size.length;
      this.#onFrame((bytes[at] as number) & 0x0f, bytes.subarray(size.start, end));
      at = end;
    }
    this.#rest = at === bytes.length ? EMPTY : bytes.subarray(at);
  }

  #onFrame(opcode: number, payload: Buffer): void {
    if (opcode === Opcode.binary) this.#listener.onMessage(payload, false);
    else if (opcode === Opcode.text) this.#listener.onMessage(payload, true);
    else if (opcode === Opcode.ping) this.#socket.write(frame(Opcode.pong, payload));
    else if (opcode === Opcode.close) {
      const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
      this.closeReason = `closed with ${code} ${payload.toString('utf8', 2)}`;
      this.#socket.destroy();
    }
  }
}

function headOf(bytes: Buffer, at: number): { readonly start: number; readonly length: number } | undefined {
  if (bytes.length < at + 2) return undefined;
  const short = (bytes[at + 1] as number) & 0x7f;
  if (short < 126) return { start: at + 2, length: short };
  if (short === 126) return bytes.length < at + 4 ? undefined : { start: at + 4, length: bytes.readUInt16BE(at + 2) };
  if (bytes.length < at + 10) return undefined;
  return { start: at + 10, length: Number(bytes.readBigUInt64BE(at + 2)) };
}
