import {
  Command,
  decodeProvision,
  encodeFrameOf,
  encodeProvision,
  FRAME_MAX_BYTES,
  type Frame,
  ImError,
  readFrame,
  type Status,
  StatusCode,
  type UserId,
} from '@warbler/protocol';
import type { Platform, WebSocketLike } from '../platform/platform.ts';
import { SilenceWatch } from './silence-watch.ts';

/** Who the link speaks for. */
export interface LinkIdentity {
  readonly userId: UserId;
  readonly token: string;
  readonly deviceGuid: string;
  /** The serial number the server gave this device; 0 while it gave none. */
  readonly deviceSn: number;
}

/** What a link tells its owner. Nothing is told after `closed`. */
export interface LinkEvents {
  /** The server knows us: frames may be sent. Told again after every `provision`. */
  provisioned(deviceSn: number): void;
  /** The server refused the PROVISION; the link stays open. */
  refused(status: Status): void;
  frame(frame: Frame): void;
  closed(): void;
}

/** XSYNC.md, Session: the server closes a socket silent for 150 s, proxies often one silent for 60 s. */
const heartbeatMs = 50_000;
/** XSYNC.md, Session. */
const silenceMs = 20_000;

/** One socket from its opening to its end: introduces us, keeps it alive, notices when it is dead. */
export class Link {
  readonly #platform: Platform;
  readonly #identity: LinkIdentity;
  readonly #events: LinkEvents;
  readonly #socket: WebSocketLike;
  readonly #silence: SilenceWatch;
  #deviceSn: number;
  #isProvisioned = false;
  #isClosed = false;
  #cancelHeartbeat = () => undefined as void;

  constructor(platform: Platform, url: string, identity: LinkIdentity, events: LinkEvents) {
    this.#platform = platform;
    this.#identity = identity;
    this.#events = events;
    this.#deviceSn = identity.deviceSn;
    this.#silence = new SilenceWatch(platform.clock, () => this.#end());
    this.#socket = platform.openWebSocket(url);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = () => this.provision();
    this.#socket.onmessage = (event: { data: unknown }) => this.#hear(event.data);
    this.#socket.onclose = () => this.#end();
    this.#socket.onerror = () => this.#end();
    this.#silence.expect(silenceMs);
  }

  get isProvisioned(): boolean {
    return this.#isProvisioned;
  }

  /** Introduces us to the server. */
  provision(): void {
    const { userId, token, deviceGuid } = this.#identity;
    const { osType, deviceInfo } = this.#platform;
    this.#isProvisioned = false;
    const xid = { uid: userId, deviceSN: this.#deviceSn };
    const payload = encodeProvision({ xid, token, deviceGuid, osType, deviceInfo, sdkVsn: '3.0.0' });
    this.#write(encodeFrameOf(Command.PROVISION, payload));
    this.#silence.expect(silenceMs);
  }

  /** Sends a frame of a session. What a dead socket swallows is asked for again by the next one. */
  send(frame: Uint8Array): void {
    if (this.#isProvisioned) this.#write(frame);
  }

  /** A word must come within `withinMs`, else the link ends. */
  expectAnswer(withinMs: number = silenceMs): void {
    this.#silence.expect(withinMs);
  }

  /** Asks for the unread counts, which is also the heartbeat. */
  askUnread(withinMs: number = silenceMs): void {
    if (!this.#isProvisioned) return;
    this.#write(encodeFrameOf(Command.UNREAD, new Uint8Array()));
    this.#silence.expect(withinMs);
    this.#cancelHeartbeat();
    this.#cancelHeartbeat = this.#platform.clock.after(heartbeatMs, () => this.askUnread());
  }

  /** Closes without a word to the owner. */
  close(): void {
    this.#isClosed = true;
    this.#silence.stop();
    this.#cancelHeartbeat();
    this.#socket.onopen = null;
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    // A socket that is closed while it connects says so by an error that nobody needs.
    this.#socket.onerror = () => undefined;
    this.#socket.close();
  }

  #write(frame: Uint8Array): void {
    // Copies nothing: frames are encoded into buffers of their own.
    this.#socket.send(frame as Uint8Array<ArrayBuffer>);
  }

  #hear(received: unknown): void {
    if (this.#isClosed) return;
    this.#silence.heard();
    if (!(received instanceof ArrayBuffer)) return;
    try {
      this.#read(readFrame(new Uint8Array(received), { maxBytes: FRAME_MAX_BYTES }));
    } catch (error) {
      // What cannot be read may have been important: a new link asks for everything again.
      if (!(error instanceof ImError)) throw error;
      this.#end();
    }
  }

  #read(frame: Frame): void {
    if (frame.command !== Command.PROVISION) return this.#events.frame(frame);
    const { status, xid } = decodeProvision(frame.payload);
    if (status && status.code !== StatusCode.OK) return this.#events.refused(status);
    this.#deviceSn = xid?.deviceSN ?? this.#deviceSn;
    this.#isProvisioned = true;
    this.#events.provisioned(this.#deviceSn);
  }

  #end(): void {
    if (this.#isClosed) return;
    this.close();
    this.#events.closed();
  }
}
