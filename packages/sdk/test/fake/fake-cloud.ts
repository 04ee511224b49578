import {
  BodyType,
  Command,
  ConversationBodyType,
  type ConversationId,
  ConversationOperationType,
  decodeConversation,
  decodeMessageBody,
  decodeProvision,
  decodeSyncUL,
  type EncodeInput,
  encodeConversation,
  encodeFrameOf,
  encodeGroupNotice,
  encodeNoticeFrame,
  encodeProvision,
  encodeSyncFrame,
  encodeUnreadDL,
  encodeUserNotice,
  type GroupId,
  type GroupNotice,
  type MessageBody,
  type MessageId,
  type Meta,
  MetaNamespace,
  OperationType,
  Qos,
  readFrame,
  StatusCode,
  type SyncUL,
  type UserId,
  type UserNoticeType,
} from '@warbler/protocol';
import type { FakeClock } from './fake-clock.ts';
import { FakeSocket } from './fake-socket.ts';
import { type Appended, FakeStream, metaBytes, Refused } from './fake-stream.ts';

const OK = { code: StatusCode.OK, reason: '' };

/** How a device that is online hears of a new meta. `late` pushes to a device that is behind, as a server must not. */
export type Delivery = 'push' | 'notice' | 'nothing' | 'late' | 'twice';

interface Device {
  readonly guid: string;
  readonly sn: number;
  readonly cursors: Map<ConversationId, number>;
  socket: FakeSocket | undefined;
  hasAskedUnread: boolean;
}

/** Operations that are addressed to oneself and name the conversation that they concern. */
const personalTypes: ReadonlySet<number> = new Set([
  OperationType.READ_ALL,
  OperationType.READ_CANCEL,
  OperationType.DELETE,
]);

/** A cloud with one user, who has devices and peers, over sockets in memory: to be told exactly when to misbehave. */
export class FakeCloud {
  readonly me = 2_000 as UserId;
  readonly clock: FakeClock;
  /** Frames of these commands are answered; others are not heard. */
  isAnswering = true;
  isReachable = true;
  refuseSends: { readonly code: StatusCode; readonly reason: string } | undefined;
  /** Refuses what is done to messages and conversations, and lets messages and receipts through. */
  isRefusingOperations = false;
  refuseProvision: { readonly code: StatusCode; readonly reason: string } | undefined;
  /** How long answers to sends take: what others do meanwhile is pushed before them. */
  answerMs = 0;
  pageSize = 3;
  /** Every SYNC that a client sent. */
  readonly heard: SyncUL[] = [];
  connectCount = 0;
  /** Paths of the REST calls so far. */
  readonly called: string[] = [];
  /** Answers of REST calls, by path, in place of the usual ones; or promises of them. */
  readonly answers = new Map<string, unknown>();
  /** Answers every REST call with an error of the server. */
  isRestBroken = false;
  readonly #streams = new Map<ConversationId, FakeStream>();
  readonly #devices: Device[] = [];
  #lastMid = 0;

  constructor(clock: FakeClock) {
    this.clock = clock;
  }

  stream(id: ConversationId): FakeStream {
    const known = this.#streams.get(id);
    if (known) return known;
    const stream = new FakeStream(id, this.me, () => this.#nextMid());
    this.#streams.set(id, stream);
    return stream;
  }

  /** Sockets of this cloud, for a client's platform. */
  openWebSocket = (): FakeSocket => {
    this.connectCount += 1;
    return new FakeSocket(this.isReachable ? (socket) => this.#accept(socket) : undefined);
  };

  /** The REST API, for a client's platform. */
  fetch = async (url: string): Promise<Response> => {
    if (!this.isReachable) throw new TypeError('fetch failed');
    const { pathname } = new URL(url);
    this.called.push(pathname);
    if (this.isRestBroken) return Response.json({ code: 20000, message: 'broken' });
    return Response.json({ code: 200, data: (await this.answers.get(pathname)) ?? this.#rest(pathname) });
  };

  /** Somebody sends in a conversation, not through a client under test. */
  say(id: ConversationId, from: UserId, body: Partial<MessageBody>, delivery: Delivery = 'push'): MessageId {
    return this.#change(id, delivery, (stream) => stream.append(from, otherSn(from, this.me), this.#nextMid(), body))
      .mid;
  }

  /** Something happened in a group. */
  notice(group: GroupId, notice: EncodeInput<GroupNotice>, delivery: Delivery = 'push'): void {
    const payload = encodeGroupNotice({ ...notice, gid: { uid: group } });
    this.#change(group, delivery, (stream) => stream.note(MetaNamespace.GROUP_NOTICE, payload));
  }

  /** The user deletes the conversation on another device. */
  clear(id: ConversationId, delivery: Delivery = 'push'): void {
    this.#change(id, delivery, (stream) => stream.clear(999, this.#nextMid(), clearingOf(id)));
  }

  /** Pushes to all sockets what is not stored. */
  pushTransient(id: ConversationId, meta: Partial<Meta>): void {
    for (const { socket } of this.#devices) {
      socket?.deliver(encodeSyncFrame({ status: OK, xid: { uid: id }, metas: [{ id: this.#nextMid(), ...meta }] }));
    }
  }

  /** Ends sessions the way a server does: says why, then closes. */
  kick(type: UserNoticeType): void {
    this.pushTransient(0 as ConversationId, {
      ns: MetaNamespace.USER_NOTICE,
      payload: encodeUserNotice({ type }),
    });
    this.closeSockets();
  }

  /** Repeats the last page of a conversation to every device, unasked, as a pull's answer. */
  repeat(id: ConversationId): void {
    for (const { socket, sn } of this.#devices) this.#sendPage(socket, id, 0, sn);
  }

  closeSockets(): void {
    for (const { socket } of this.#devices) socket?.closeByServer();
  }

  /** The network swallows everything from now on, and says nothing. */
  cutSockets(): void {
    for (const { socket } of this.#devices) if (socket) socket.isDead = true;
  }

  sendRaw(bytes: Uint8Array): void {
    for (const { socket } of this.#devices) socket?.deliver(bytes);
  }

  #nextMid(): MessageId {
    this.#lastMid += 1;
    return this.#lastMid as MessageId;
  }

  #rest(path: string): unknown {
    const endpoint = [{ protocol: 'http', host: 'fake' }];
    if (path === '/v2/app_dns') {
      return { dns_list: [{ group_level: 0, clusters: [{ ratel: endpoint, ws: endpoint, rtc: endpoint }] }] };
    }
    if (path === '/token/user') return { token: 'token', user_id: this.me };
    if (path === '/user/profile') return { user_id: this.me, username: 'me', nick_name: 'Me' };
    return [];
  }

  #accept(socket: FakeSocket) {
    let device: Device | undefined;
    return {
      receive: (bytes: Uint8Array) => {
        if (!this.isAnswering) return;
        const { command, payload } = readFrame(bytes);
        if (command === Command.PROVISION) device = this.#provision(socket, payload);
        else if (device) this.#serve(device, command, payload);
      },
      gone: () => {
        if (device?.socket === socket) device.socket = undefined;
      },
    };
  }

  #provision(socket: FakeSocket, payload: Uint8Array): Device | undefined {
    if (this.refuseProvision) {
      socket.deliver(encodeFrameOf(Command.PROVISION, encodeProvision({ status: this.refuseProvision })));
      return undefined;
    }
    const { deviceGuid } = decodeProvision(payload);
    const device = this.#devices.find(({ guid }) => guid === deviceGuid) ?? this.#newDevice(deviceGuid);
    device.socket = socket;
    device.hasAskedUnread = false;
    const xid = { uid: this.me, deviceSN: device.sn };
    socket.deliver(encodeFrameOf(Command.PROVISION, encodeProvision({ status: OK, xid })));
    return device;
  }

  #newDevice(guid: string): Device {
    const cursors = new Map([...this.#streams].map(([id, stream]) => [id, stream.start]));
    const device: Device = { guid, sn: this.#devices.length + 1, cursors, socket: undefined, hasAskedUnread: false };
    this.#devices.push(device);
    return device;
  }

  #serve(device: Device, command: number, payload: Uint8Array): void {
    if (command === Command.UNREAD) {
      const unread = [...this.#streams.values()]
        .filter(({ lastMessageMid }) => lastMessageMid > 0)
        .sort((one, other) => one.lastMid - other.lastMid)
        .map(({ id, unreadIds }) => ({ xid: { uid: id }, n: unreadIds.length, type: 1 }));
      device.socket?.deliver(encodeFrameOf(Command.UNREAD, encodeUnreadDL({ status: OK, unread })));
      if (!device.hasAskedUnread) this.#announceBehind(device);
      device.hasAskedUnread = true;
      return;
    }
    const request = decodeSyncUL(payload);
    this.heard.push(request);
    const id = (request.xid?.uid ?? 0) as ConversationId;
    if (request.meta) this.#store(device, request.meta);
    else if (request.isFullSync) this.#sendHistory(device, id, request);
    else this.#pull(device, id, request.key);
  }

  /** Clients pull what is unread by themselves; of anything else that they missed they are told. */
  #announceBehind({ cursors, sn, socket }: Device): void {
    for (const [id, stream] of this.#streams) {
      const isBehind = stream.after(cursors.get(id) ?? 0, sn).length > 0;
      if (isBehind && stream.unreadIds.length === 0) socket?.deliver(encodeNoticeFrame(id));
    }
  }

  #store(device: Device, meta: Meta): void {
    const answer = { xid: { uid: meta.to?.uid ?? 0 }, clientMid: meta.id, metas: [] };
    const refuse = (status: { readonly code: StatusCode; readonly reason: string }) =>
      device.socket?.deliver(encodeSyncFrame({ ...answer, status }));
    if (this.refuseSends) return refuse(this.refuseSends);
    try {
      const { mid, editedMs } = this.#apply(device, meta);
      const times = { serverTime: 1_000_000 + mid, editTimestamp: editedMs };
      const frame = encodeSyncFrame({ ...answer, status: OK, serverMid: mid, ...times });
      const { socket } = device;
      if (this.answerMs === 0) socket?.deliver(frame);
      else this.clock.after(this.answerMs, () => socket?.deliver(frame));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refuse({ code: StatusCode.FAIL, reason: error.message });
    }
  }

  /** Stores and answers before other devices hear of it. @throws Refused */
  #apply(device: Device, meta: Meta): { readonly mid: MessageId; readonly editedMs: number } {
    if (meta.ns === MetaNamespace.CONVERSATION) {
      const cleared = (decodeConversation(meta.payload).operation?.xid?.uid ?? 0) as ConversationId;
      return this.#change(cleared, 'push', (stream) => stream.clear(device.sn, meta.id, meta.payload), device);
    }
    const body = decodeMessageBody(meta.payload);
    const { operation, qos } = body;
    if (operation?.type === OperationType.DELIVER_ACK || qos === Qos.AT_MOST_ONCE) {
      return { mid: this.#nextMid(), editedMs: 0 };
    }
    const isPersonal = operation !== undefined && personalTypes.has(operation.type);
    const id = (isPersonal ? operation.xid?.uid : meta.to?.uid) as ConversationId;
    return this.#change(id, 'push', (stream) => stream.append(this.me, device.sn, meta.id, body), device);
  }

  /** Changes a conversation; devices that had everything before get an edit as it was made. */
  #change(id: ConversationId, delivery: Delivery, change: (stream: FakeStream) => Appended, by?: Device): Appended {
    const stream = this.stream(id);
    const others = this.#devices.filter((device) => device !== by);
    const behind = new Set(others.filter(({ cursors, sn }) => stream.after(cursors.get(id) ?? 0, sn).length > 0));
    stream.isRefusing = by !== undefined && this.isRefusingOperations;
    const appended = change(stream);
    if (!appended.isNew) return appended;
    // After the answer to the one who did it.
    queueMicrotask(() => {
      for (const device of others) {
        const { mid, delta } = appended;
        this.#tell(device, id, delivery, { mid, ...(delta && !behind.has(device) ? { delta } : {}) });
      }
    });
    return appended;
  }

  #pull(device: Device, id: ConversationId, key: number): void {
    const cursor = key || (device.cursors.get(id) ?? 0);
    device.cursors.set(id, cursor);
    this.#sendPage(device.socket, id, cursor, device.sn);
  }

  #sendPage(socket: FakeSocket | undefined, id: ConversationId, cursor: number, sn: number): void {
    const stream = this.stream(id);
    const page = stream.after(cursor, sn).slice(0, this.pageSize);
    const metas = page.map((meta) => metaBytes(stream.encode(meta)));
    socket?.deliver(encodeSyncFrame({ status: OK, xid: { uid: id }, metas, nextKey: page.at(-1)?.mid ?? 0 }));
  }

  #sendHistory({ socket }: Device, id: ConversationId, { key, fullSyncNum }: SyncUL): void {
    const stream = this.stream(id);
    const all = stream.history(key);
    const page = all.slice(0, fullSyncNum);
    const nextKey = page.length < all.length ? (page.at(-1)?.mid ?? 0) : 0;
    const metas = page.map((meta) => metaBytes(stream.encode(meta)));
    socket?.deliver(encodeSyncFrame({ status: OK, xid: { uid: id }, metas, nextKey, isFullSync: true }));
  }

  #tell(device: Device, id: ConversationId, delivery: Delivery, { mid, delta }: Pick<Appended, 'mid' | 'delta'>): void {
    const cursor = device.cursors.get(id) ?? 0;
    const stream = this.stream(id);
    const missing = stream.after(cursor, device.sn);
    const at = missing.findIndex((meta) => meta.mid === mid);
    if (missing.length === 0 || delivery === 'nothing') return;
    const meta = missing[at];
    if (!meta || delivery === 'notice' || (at > 0 && delivery !== 'late')) {
      device.socket?.deliver(encodeNoticeFrame(id));
      return;
    }
    const frame = encodeSyncFrame({
      ...{ status: OK, xid: { uid: id }, nextKey: mid, prevMid: missing[at - 1]?.mid ?? cursor, isEagerSync: true },
      metas: [metaBytes(stream.encode(delta ? { ...meta, payload: delta } : meta))],
    });
    for (let count = delivery === 'twice' ? 2 : 1; count > 0; count -= 1) device.socket?.deliver(frame);
  }
}

/** The body of a text message. */
export function textBody(content: string): Partial<MessageBody> {
  return { type: BodyType.CHAT, content };
}

/** The body of an operation on a message. */
export function operationBody(type: OperationType, mid: number, id?: ConversationId): Partial<MessageBody> {
  const xid = id === undefined ? undefined : { uid: id, deviceSN: 0 };
  return { type: BodyType.OPER, operation: { type, mid, xid } };
}

/** The user's other device, which is not under test, or the only one of a peer. */
function otherSn(from: UserId, me: UserId): number {
  return from === me ? 999 : 1;
}

function clearingOf(id: ConversationId): Uint8Array {
  const operation = { type: ConversationOperationType.DELETE_EVERYWHERE, xid: { uid: id } };
  return encodeConversation({ type: ConversationBodyType.OPER, operation });
}
