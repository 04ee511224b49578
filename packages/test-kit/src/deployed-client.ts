import {
  BodyType,
  Command,
  decodeMessageBody,
  decodeNotice,
  decodeProvision,
  decodeSyncDL,
  decodeUnreadDL,
  encodeFrameOf,
  encodeMessageBody,
  encodeProvision,
  encodeSyncUL,
  type MessageBody,
  type Meta,
  MetaNamespace,
  OperationType,
  OsType,
  Qos,
  readFrame,
  StatusCode,
  type SyncDL,
} from '@warbler/protocol';
import { connectFrameSocket, type FrameSocket, type Transport } from './frame-socket.ts';

/** Who connects, how. */
export interface DeployedClientOptions {
  readonly url: string;
  readonly transport: Transport;
  readonly userId: number;
  readonly token: string;
  readonly deviceGuid: string;
  /** False: takes what comes without pulling, to look at single frames. */
  readonly isSyncing?: boolean;
  /** How long a raw connection may take; without end unless it is given. */
  readonly connectMs?: number;
}

/** What to send beside the text. */
export type BodyFields = Partial<Omit<MessageBody, 'content'>>;

type Waiter = { readonly test: (event: ServerFrame) => boolean; readonly resolve: (event: ServerFrame) => void };

/** A frame of the server, decoded. */
export type ServerFrame =
  | { readonly kind: 'provision'; readonly code: number; readonly reason: string; readonly deviceSn: number }
  | { readonly kind: 'unread'; readonly unread: ReadonlyMap<number, number>; readonly order: readonly number[] }
  | { readonly kind: 'notice'; readonly conversation: number }
  | { readonly kind: 'sync'; readonly sync: SyncDL }
  | { readonly kind: 'closed' };

/**
 * Speaks XSYNC as deployed clients do: pulls after a notice, acknowledges with the next key, drops repeats by mid.
 * Keeps its state (what it received, its cursors) over reconnects, as a client with a local store does.
 */
export class DeployedClient {
  readonly options: DeployedClientOptions;
  /** Everything received, in the order of arrival, repeats included. */
  readonly frames: ServerFrame[] = [];
  /** Metas of each conversation by mid, in the order of arrival. */
  readonly received = new Map<number, Map<number, Meta>>();
  /** How many metas came again. */
  repeatCount = 0;
  deviceSn = 0;
  /** Where it connects the next time. */
  url: string;
  #line: { readonly socket: FrameSocket; readonly hangUp: () => void } | undefined;
  #waiters: Waiter[] = [];
  readonly #pulling = new Set<number>();
  #lastClientMid = 0;

  constructor(options: DeployedClientOptions) {
    this.options = options;
    this.url = options.url;
  }

  /** Connects and logs in. @throws Error when the login is refused */
  static async logIn(options: DeployedClientOptions): Promise<DeployedClient> {
    const client = new DeployedClient(options);
    await client.connect();
    const { code, reason } = await client.provision();
    if (code !== StatusCode.OK) throw new Error(`login refused: ${code} ${reason}`);
    return client;
  }

  /** Opens the socket. */
  async connect(): Promise<void> {
    this.disconnect();
    const line = { isOpen: true };
    const hangUp = () => {
      if (!line.isOpen) return;
      line.isOpen = false;
      this.#line = undefined;
      this.#dispatch({ kind: 'closed' });
    };
    const { transport, connectMs } = this.options;
    const listener = { onFrame: (bytes: Uint8Array) => line.isOpen && this.#onFrame(bytes), onClose: hangUp };
    const socket = await connectFrameSocket(this.url, transport, listener, connectMs);
    this.#pulling.clear();
    if (line.isOpen) this.#line = { socket, hangUp };
    else throw new Error('the connection was closed at once');
  }

  get isConnected(): boolean {
    return this.#line !== undefined;
  }

  /** Sends PROVISION and waits for its answer. */
  async provision(): Promise<ServerFrame & { kind: 'provision' }> {
    const { userId, token, deviceGuid } = this.options;
    const answer = this.next('provision');
    this.sendFrame(
      Command.PROVISION,
      encodeProvision({
        xid: { uid: userId, deviceSN: this.deviceSn },
        token,
        osType: OsType.WEB,
        sdkVsn: '2.0.0',
        deviceGuid,
        deviceInfo: 'Web',
      }),
    );
    const provisioned = await answer;
    if (provisioned.code === StatusCode.OK) this.deviceSn = provisioned.deviceSn;
    return provisioned;
  }

  /** Cuts the connection. */
  disconnect(): void {
    const line = this.#line;
    line?.hangUp();
    line?.socket.destroy();
  }

  /** Sends a frame as it is. */
  sendFrame(command: number, payload: Uint8Array): void {
    this.sendBytes(encodeFrameOf(command as Command, payload));
  }

  /** Sends bytes that may be no frame at all. */
  sendBytes(bytes: Uint8Array): void {
    if (this.#line === undefined) throw new Error('not connected');
    this.#line.socket.send(bytes);
  }

  /** A client message id that this client has not used. */
  nextClientMid(): number {
    this.#lastClientMid = Math.max(Date.now(), this.#lastClientMid + 1);
    return this.#lastClientMid;
  }

  /** Sends a text to a user and waits for the answer. */
  sendText(to: number, text: string, fields: BodyFields & { readonly clientMid?: number } = {}): Promise<SyncDL> {
    const { clientMid = this.nextClientMid(), ...body } = fields;
    return this.sendBody(to, clientMid, { type: BodyType.CHAT, content: text, ...body });
  }

  /** Tells that the user is typing; nothing is stored. */
  sendTyping(to: number): Promise<SyncDL> {
    return this.sendText(to, '', { qos: Qos.AT_MOST_ONCE, ext: '{"input_status":"typing"}' });
  }

  /** Sends a receipt for one message. */
  sendReceipt(to: number, type: OperationType, mid: number): Promise<SyncDL> {
    return this.sendBody(to, this.nextClientMid(), { type: BodyType.OPER, operation: { type, mid } });
  }

  /** Says to all own devices that everything of a conversation up to a message is read. */
  readAll(conversation: number, mid: number, clientMid = this.nextClientMid()): Promise<SyncDL> {
    const operation = { type: OperationType.READ_ALL, mid, xid: { uid: conversation } };
    return this.sendBody(this.options.userId, clientMid, { type: BodyType.OPER, operation });
  }

  /** Sends a message body and waits for the answer. */
  async sendBody(to: number, clientMid: number, body: Parameters<typeof encodeMessageBody>[0]): Promise<SyncDL> {
    if (!this.isConnected) throw new Error('not connected');
    const answer = this.nextSync((sync) => sync.clientMid === clientMid);
    const meta = {
      id: clientMid,
      from: { uid: this.options.userId, deviceSN: this.deviceSn },
      to: { uid: to },
      timestamp: Date.now(),
      ns: MetaNamespace.MESSAGE,
      payload: encodeMessageBody(body),
    };
    this.sendFrame(Command.SYNC, encodeSyncUL({ meta }));
    return answer;
  }

  /** Sends a meta that is addressed to nobody (an operation on a conversation) and waits for the answer. */
  sendMeta(ns: MetaNamespace, payload: Uint8Array): Promise<SyncDL> {
    const id = this.nextClientMid();
    const answer = this.nextSync((sync) => sync.clientMid === id);
    this.sendFrame(Command.SYNC, encodeSyncUL({ meta: { id, timestamp: Date.now(), ns, payload } }));
    return answer;
  }

  /** Asks for the unread list and waits for it. */
  unread(): Promise<ServerFrame & { kind: 'unread' }> {
    const answer = this.next('unread');
    this.sendFrame(Command.UNREAD, new Uint8Array());
    return answer;
  }

  /** Asks for a page of a conversation and waits for it. */
  pull(conversation: number, key = 0): Promise<SyncDL> {
    const answer = this.nextSync((sync) => sync.xid?.uid === conversation && sync.clientMid === 0 && !sync.isEagerSync);
    this.sendFrame(Command.SYNC, encodeSyncUL({ xid: { uid: conversation }, key }));
    return answer;
  }

  /** Pulls until the device has everything. */
  async pullAll(conversation: number): Promise<void> {
    for (let key = 0; ; ) {
      const page = await this.pull(conversation, key);
      if (page.nextKey === 0) return;
      key = page.nextKey;
    }
  }

  /** Asks for a page of history and waits for it. */
  history(conversation: number, before = 0, count = 20): Promise<SyncDL> {
    const answer = this.nextSync((sync) => sync.isFullSync && sync.xid?.uid === conversation);
    const request = { xid: { uid: conversation }, key: before, isFullSync: true, fullSyncNum: count };
    this.sendFrame(Command.SYNC, encodeSyncUL(request));
    return answer;
  }

  /** Resolves with the next frame of a kind. */
  next<Kind extends ServerFrame['kind']>(kind: Kind): Promise<ServerFrame & { kind: Kind }> {
    return this.nextFrame((frame) => frame.kind === kind) as Promise<ServerFrame & { kind: Kind }>;
  }

  /** Resolves with the next SyncDL that passes the test. */
  async nextSync(test: (sync: SyncDL) => boolean): Promise<SyncDL> {
    const frame = await this.nextFrame((candidate) => candidate.kind === 'sync' && test(candidate.sync));
    if (frame.kind !== 'sync') throw new Error('unreachable');
    return frame.sync;
  }

  /** Resolves with the next frame that passes the test; rejects when the connection closes before. */
  nextFrame(test: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
    return new Promise((resolve, reject) => {
      const settle = (frame: ServerFrame) =>
        test(frame) ? resolve(frame) : reject(new Error('the connection was closed before the expected frame'));
      this.#waiters.push({ test: (frame) => frame.kind === 'closed' || test(frame), resolve: settle });
    });
  }

  /** The messages (no operations, no notices) of a conversation as this device has them, by mid. */
  messages(conversation: number): { readonly mid: number; readonly body: MessageBody; readonly meta: Meta }[] {
    return [...(this.received.get(conversation)?.values() ?? [])]
      .filter(({ ns }) => ns === MetaNamespace.MESSAGE)
      .map((meta) => ({ mid: meta.id, body: decodeMessageBody(meta.payload), meta }))
      .filter(({ body }) => body.type !== BodyType.OPER)
      .sort((one, other) => one.mid - other.mid);
  }

  #onFrame(bytes: Uint8Array): void {
    const { command, payload } = readFrame(bytes);
    if (command === Command.PROVISION) {
      const { status, xid } = decodeProvision(payload);
      const deviceSn = xid?.deviceSN ?? 0;
      this.#dispatch({ kind: 'provision', code: status?.code ?? 0, reason: status?.reason ?? '', deviceSn });
    } else if (command === Command.UNREAD) {
      const { unread } = decodeUnreadDL(payload);
      const counts = new Map(unread.map(({ xid, n }) => [xid?.uid ?? 0, n]));
      this.#dispatch({ kind: 'unread', unread: counts, order: [...counts.keys()] });
    } else if (command === Command.NOTICE) this.#onNotice(decodeNotice(payload).xid?.uid ?? 0);
    else this.#onSync(decodeSyncDL(payload));
  }

  #onNotice(conversation: number): void {
    if (this.options.isSyncing !== false && !this.#pulling.has(conversation)) this.#ask(conversation, 0);
    this.#dispatch({ kind: 'notice', conversation });
  }

  #onSync(sync: SyncDL): void {
    const conversation = sync.xid?.uid ?? 0;
    if (sync.clientMid === 0 && !sync.isFullSync) this.#take(conversation, sync);
    this.#dispatch({ kind: 'sync', sync });
  }

  #take(conversation: number, { metas, nextKey, status }: SyncDL): void {
    if (status?.code !== StatusCode.OK) return void this.#pulling.delete(conversation);
    const known = this.received.get(conversation) ?? new Map<number, Meta>();
    this.received.set(conversation, known);
    for (const meta of metas) {
      if (known.has(meta.id)) this.repeatCount += 1;
      known.set(meta.id, meta);
    }
    if (nextKey === 0) this.#pulling.delete(conversation);
    else if (this.options.isSyncing !== false && this.isConnected) this.#ask(conversation, nextKey);
  }

  #ask(conversation: number, key: number): void {
    this.#pulling.add(conversation);
    this.sendFrame(Command.SYNC, encodeSyncUL({ xid: { uid: conversation }, key }));
  }

  #dispatch(frame: ServerFrame): void {
    this.frames.push(frame);
    const settled = this.#waiters.filter(({ test }) => test(frame));
    this.#waiters = this.#waiters.filter((waiter) => !settled.includes(waiter));
    for (const { resolve } of settled) resolve(frame);
  }
}
