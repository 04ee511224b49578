import {
  Command,
  decodeNotice,
  decodeProvision,
  decodeSyncDL,
  decodeUnreadDL,
  encodeFrameOf,
  encodeProvision,
  encodeSyncUL,
  type Meta,
  MetaNamespace,
  OsType,
  readFrame,
  StatusCode,
  type SyncDL,
} from '@warbler/protocol';
import { connectSocketIo } from './socket-io.ts';
import { connectWebSocket, type WireSocket } from './web-socket.ts';

/** A user's way in. */
export interface XsyncLogin {
  readonly url: string;
  readonly transport: 'websocket' | 'socket.io';
  readonly userId: number;
  readonly token: string;
}

/** What a client tells. */
export interface XsyncEvents {
  /** A send was answered; `problem` says why when it was refused. */
  onAnswer?(clientMid: number, problem?: string): void;
  /** A meta that others sent arrived. Repeats are not filtered. */
  onMeta?(meta: Meta): void;
  /** The connection of a login that worked went although nobody closed it here. */
  onLost?(reason: string): void;
}

/**
 * Speaks XSYNC as deployed clients do, and no more than that: acknowledges every push and every page with the next
 * pull, pulls after a notice, asks for the conversations that are unread. It keeps no messages.
 */
export class XsyncClient {
  readonly #events: XsyncEvents;
  #socket: WireSocket | undefined;
  #isClosed = false;
  #isInside = false;
  readonly #pulling = new Set<number>();
  #onProvision: ((problem?: string) => void) | undefined;
  #onUnread: ((conversations: readonly number[]) => void) | undefined;
  readonly #onHistory = new Map<number, (page: SyncDL) => void>();
  readonly #onCaughtUp = new Map<number, () => void>();
  #onAcknowledged: (() => void) | undefined;

  private constructor(events: XsyncEvents) {
    this.#events = events;
  }

  /** Connects and logs in. @throws Error when either is refused */
  static async logIn(login: XsyncLogin, events: XsyncEvents): Promise<XsyncClient> {
    const client = new XsyncClient(events);
    const url = new URL(login.url);
    const listener = {
      onMessage: (message: Buffer) => client.#onFrame(message),
      onClose: (reason: string) => client.#onClose(reason),
    };
    client.#socket =
      login.transport === 'websocket' ? await connectWebSocket(url, listener) : await connectSocketIo(url, listener);
    const provision = encodeProvision({
      xid: { uid: login.userId },
      token: login.token,
      osType: OsType.WEB,
      sdkVsn: '2.0.0',
      deviceGuid: `bench-${login.userId}`,
      deviceInfo: 'bench',
    });
    await new Promise<void>((resolve, reject) => {
      client.#onProvision = (problem) => (problem === undefined ? resolve() : reject(new Error(problem)));
      client.#send(Command.PROVISION, provision);
    });
    client.#isInside = true;
    return client;
  }

  /** Sends a message body that is encoded already. */
  send(to: number, clientMid: number, payload: Uint8Array): void {
    const meta = { id: clientMid, to: { uid: to }, ns: MetaNamespace.MESSAGE, payload };
    this.#send(Command.SYNC, encodeSyncUL({ meta }));
  }

  /** The conversations with unread messages. */
  unread(): Promise<readonly number[]> {
    return new Promise((resolve) => {
      this.#onUnread = resolve;
      this.#send(Command.UNREAD);
    });
  }

  /** Pulls a conversation until the device has everything. */
  catchUp(conversation: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onCaughtUp.set(conversation, resolve);
      this.#pull(conversation, 0);
    });
  }

  /** A page of history before a message; one of a conversation at a time. */
  history(conversation: number, before: number, count: number): Promise<SyncDL> {
    return new Promise((resolve) => {
      this.#onHistory.set(conversation, resolve);
      const request = { xid: { uid: conversation }, key: before, isFullSync: true, fullSyncNum: count };
      this.#send(Command.SYNC, encodeSyncUL(request));
    });
  }

  /** Resolves when the server knows of everything that arrived: what it does not know of, it sends again. */
  async acknowledged(): Promise<void> {
    if (this.#pulling.size > 0) await new Promise<void>((resolve) => (this.#onAcknowledged = resolve));
  }

  /** Cuts the connection. */
  close(): void {
    this.#isClosed = true;
    this.#socket?.destroy();
  }

  #send(command: Command, payload?: Uint8Array): void {
    this.#socket?.send(encodeFrameOf(command, payload));
  }

  #onClose(reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#onProvision !== undefined) this.#onProvision(`closed before the login was answered: ${reason}`);
    // Who never came in is told by the login's own failure.
    else if (this.#isInside) this.#events.onLost?.(reason);
  }

  #onFrame(bytes: Buffer): void {
    const { command, payload } = readFrame(bytes);
    if (command === Command.SYNC) this.#onSync(decodeSyncDL(payload));
    else if (command === Command.UNREAD) {
      const unread = decodeUnreadDL(payload).unread.filter(({ n }) => n > 0);
      this.#onUnread?.(unread.map(({ xid }) => xid?.uid ?? 0));
    } else if (command === Command.PROVISION) {
      const { status } = decodeProvision(payload);
      this.#onProvision?.(status?.code === StatusCode.OK ? undefined : `login refused: ${status?.reason}`);
      this.#onProvision = undefined;
    } else {
      const conversation = decodeNotice(payload).xid?.uid ?? 0;
      if (!this.#pulling.has(conversation)) this.#pull(conversation, 0);
    }
  }

  #onSync(sync: SyncDL): void {
    if (sync.clientMid !== 0) {
      this.#events.onAnswer?.(sync.clientMid, sync.serverMid === 0 ? (sync.status?.reason ?? 'refused') : undefined);
      return;
    }
    const conversation = sync.xid?.uid ?? 0;
    if (sync.status?.code !== StatusCode.OK) throw new Error(`the server refused a frame: ${sync.status?.reason}`);
    if (sync.isFullSync) return this.#onHistory.get(conversation)?.(sync);
    for (const meta of sync.metas) this.#events.onMeta?.(meta);
    if (sync.nextKey !== 0) this.#pull(conversation, sync.nextKey);
    else {
      this.#pulling.delete(conversation);
      if (this.#pulling.size === 0) this.#onAcknowledged?.();
      this.#onCaughtUp.get(conversation)?.();
    }
  }

  #pull(conversation: number, key: number): void {
    this.#pulling.add(conversation);
    this.#send(Command.SYNC, encodeSyncUL({ xid: { uid: conversation }, key }));
  }
}
