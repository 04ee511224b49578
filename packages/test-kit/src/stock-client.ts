import { connectFrameSocket, type FrameSocket } from './frame-socket.ts';
import { createStockFrames, type StockSync } from './stock-frames.ts';

/** Who connects where. */
export interface StockClientOptions {
  readonly url: string;
  readonly userId: number;
  readonly token: string;
}

const OPER = 1;
const DELIVER_ACK = 4;
const READ_ACK = 1;

/**
 * A stock `socket.io-client` 2.x that knows nothing of our packages: its frames come from protobufjs and the .proto,
 * as those of deployed web clients do. Receives, acknowledges as delivered and read, and sends.
 */
export class StockClient {
  readonly #options: StockClientOptions;
  readonly #frames = createStockFrames();
  readonly #listeners = new Set<() => void>();
  #socket: FrameSocket | undefined;
  #deviceSn = 999_999_999;
  #lastClientMid = 0;
  /** Texts received, in order. */
  readonly texts: { readonly from: number; readonly text: string; readonly mid: number }[] = [];
  /** Answers to sends: the server's ids by the client's. */
  readonly answers = new Map<number, number>();
  /** Receipts of the other side for own messages: the message and whether it was read. */
  readonly receipts: { readonly mid: number; readonly isRead: boolean }[] = [];

  constructor(options: StockClientOptions) {
    this.#options = options;
  }

  /** Connects and logs in. */
  async logIn(): Promise<void> {
    const { url, token, userId } = this.#options;
    let isOn = false;
    this.#socket = await connectFrameSocket(url, 'socket.io', {
      onFrame: (bytes) => {
        const { command, payload } = this.#frames.read(bytes);
        if (command === 3) {
          const { status, xid } = this.#frames.readProvision(payload);
          if (status.code !== 1) throw new Error(`login refused: ${status.code}`);
          this.#deviceSn = xid.deviceSN;
          isOn = true;
        } else if (command === 1) this.#onSync(this.#frames.readSync(payload));
        else if (command === 2) this.#send(this.#frames.pull(conversationOfNotice(payload)));
        for (const tell of this.#listeners) tell();
      },
      onClose: () => undefined,
    });
    this.#send(this.#frames.provision(this.#me, token, `${userId}_12345678`));
    await this.until(() => isOn);
    this.#send(this.#frames.unread());
  }

  /** Sends a text; resolves with the server's id. */
  async say(to: number, text: string): Promise<number> {
    const clientMid = this.#nextClientMid();
    this.#send(this.#frames.text(this.#me, to, clientMid, text));
    await this.until(() => this.answers.has(clientMid));
    return this.answers.get(clientMid) ?? 0;
  }

  /** Resolves once the condition holds; looked at after every frame. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      look();
    });
  }

  disconnect(): void {
    this.#socket?.destroy();
  }

  get #me() {
    return { userId: this.#options.userId, deviceSn: this.#deviceSn };
  }

  #nextClientMid(): number {
    this.#lastClientMid = Math.max(Date.now(), this.#lastClientMid + 1);
    return this.#lastClientMid;
  }

  #onSync(sync: StockSync): void {
    if (sync.client_mid > 0) this.answers.set(sync.client_mid, sync.server_mid);
    for (const { id, from, payload } of sync.metas) this.#take(id, from.uid, payload);
    if (sync.next_key !== 0) this.#send(this.#frames.pull(sync.xid?.uid ?? 0, sync.next_key));
  }

  #take(mid: number, from: number, payload: Uint8Array): void {
    const { type, content, operation } = this.#frames.readBody(payload);
    if (from === this.#options.userId || this.texts.some((known) => known.mid === mid)) return;
    if (type === OPER) {
      if (operation !== undefined) this.receipts.push({ mid: operation.mid, isRead: operation.type === READ_ACK });
      return;
    }
    if (content === '') return;
    this.texts.push({ from, text: content, mid });
    for (const receipt of [DELIVER_ACK, READ_ACK]) {
      this.#send(this.#frames.acknowledge(this.#me, from, this.#nextClientMid(), { type: receipt, mid }));
    }
  }

  #send(frame: Uint8Array): void {
    this.#socket?.send(frame);
  }
}

/** As the deployed web client reads it: the payload of a notice as a bare XID, last value first come. */
function conversationOfNotice(payload: Uint8Array): number {
  // Field 1 of the Notice holds the XID, whose field 1 is the uid; both tags are single bytes, as is the length.
  let uid = 0;
  let factor = 1;
  for (const byte of payload.subarray(3)) {
    uid += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte < 0x80) break;
  }
  return uid;
}
