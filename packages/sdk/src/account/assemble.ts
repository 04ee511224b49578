import {
  type AppId,
  type ConversationId,
  type GroupId,
  ImError,
  isGroupId,
  type MessageId,
  type UserId,
} from '@warbler/protocol';
import { Actions } from '../actions/actions.ts';
import { EditCheck } from '../actions/edit-check.ts';
import { Announcer } from '../chat/announcer.ts';
import { Chats } from '../chat/chats.ts';
import { Connection } from '../connection/connection.ts';
import type { SignedOutReason } from '../connection/connection-state.ts';
import type { Emitter } from '../emitter.ts';
import { GroupBook } from '../groups/group-book.ts';
import { isAboutRequest } from '../groups/group-notice.ts';
import { MemberBook } from '../groups/member-book.ts';
import { DeviceCalls } from '../http/device-calls.ts';
import { GroupCalls } from '../http/group-calls.ts';
import type { RestClient } from '../http/rest-client.ts';
import type { ServerDirectory } from '../http/server-directory.ts';
import { UserRest } from '../http/user-rest.ts';
import { Users } from '../http/users.ts';
import { ClientMessageIds } from '../outbox/client-message-ids.ts';
import { Outbox } from '../outbox/outbox.ts';
import { Receipts } from '../outbox/receipts.ts';
import { Sender } from '../outbox/sender.ts';
import type { Platform } from '../platform/platform.ts';
import type { AccountStore, DeviceIdentity } from '../store/account-store.ts';
import { trimMessages } from '../store/trim-messages.ts';
import { ChatWriter } from '../sync/chat-writer.ts';
import { HistoryLoader } from '../sync/history-loader.ts';
import { HistoryRequests } from '../sync/history-requests.ts';
import { type EventOrigin, type HeardMeta, Inbox } from '../sync/inbox.ts';
import type { MetaEvent } from '../sync/meta-event.ts';
import { Previews } from '../sync/previews.ts';
import { Puller } from '../sync/puller.ts';
import { UnreadCheck } from '../sync/unread-check.ts';
import { UnreadList } from '../sync/unread-list.ts';
import { readNotice } from './notice-reader.ts';
import { People } from './people.ts';
import { Pins } from './pins.ts';
import { Typing } from './typing.ts';

/** What an account is made of from outside. */
export interface AccountOptions {
  readonly platform: Platform;
  readonly emitter: Emitter;
  readonly rest: RestClient;
  readonly servers: ServerDirectory;
  readonly store: AccountStore;
  readonly appId: AppId;
  readonly userId: UserId;
  readonly username: string;
  /** '' while the server has not given one. */
  token(): string;
  readonly device: DeviceIdentity;
  readonly lastClientMid: number;
  /** Who wants to know of everything that comes. */
  readonly observer?: AccountObserver | undefined;
  /** Whether senders are told by themselves that their messages arrived. */
  readonly acknowledgesDelivery: boolean;
  /** The server ended the session. */
  signedOut(reason: SignedOutReason): void;
}

/** Is told of what comes beneath the events of a client: for layers that speak in the words of the wire. */
export interface AccountObserver {
  heard(heard: HeardMeta): void;
}

/** The parts of an account, wired to each other. */
export type AccountParts = ReturnType<typeof assemble>;

/** The composition root of an account: makes every part and tells each whom to call. */
export function assemble(options: AccountOptions) {
  const { platform, emitter, store, userId: me, device } = options;
  const { clock } = platform;
  const random = () => platform.random();

  /** Whatever fails after the end is of no interest: it fails because of the end. */
  const life = { isOver: false };
  const problem = (cause: unknown): void => {
    if (life.isOver) return;
    const error = ImError.from(cause);
    if (error.code === 'invalidToken') connection.kicked('tokenExpired');
    else emitter.emit('problem', { error });
  };
  const send = (frame: Uint8Array) => connection.send(frame);

  const announcer = new Announcer({ emitter, platform });
  const rest = new UserRest(options.rest, options.token);
  /** Something that the list shows of conversations changed. */
  const retitled = (ids: readonly ConversationId[]): void => {
    for (const id of ids) chats.find(id)?.invalidate();
    chats.invalidate();
    announcer.conversationsChanged();
  };
  const pins = new Pins({ rest, store, changed: retitled });
  const groupCalls = new GroupCalls(rest);
  const groups: GroupBook = new GroupBook({
    ...{ me, calls: groupCalls, clock, store, problem },
    changed(groupIds) {
      announcer.groupsChanged(groupIds);
      retitled(groupIds);
    },
    left(groupIds) {
      for (const id of groupIds) writer.nothingToRead(chats.open(id)).catch(problem);
      // Who is in again meanwhile has to read what the server says.
      check.askSoon();
    },
  });
  const members = new MemberBook({
    ...{ calls: groupCalls, groups, clock, store, problem },
    changed: (groupId) => announcer.groupMembersChanged(groupId),
  });
  const users = new Users(rest);
  const people = new People({ me, username: options.username, users, groups, pins, clock, store, announcer, problem });
  const chats: Chats = new Chats((id) => people.titleOf(id));
  const writer = new ChatWriter(store, chats, announcer);
  const ids = new ClientMessageIds(clock, options.lastClientMid);
  const outbox = new Outbox({ clock, random, send, onStuck: () => connection.restart() });
  const edits: EditCheck = new EditCheck({
    ...{ clock, store, chats, problem },
    refetch: (chat, mid) => loader.refetch(chat, mid),
    isOnline: () => connection.isOnline,
  });
  const sender = new Sender({
    ...{ me, clock, ids, outbox, store, chats, writer, announcer, edits },
    readersAsked: (id) => (isGroupId(id) ? members.askedToRead(id) : []),
  });
  const receipts = new Receipts({
    ...{ me, clock, ids, outbox, store, writer, problem },
    wantsReadReceipts: async (id) => isGroupId(id) && groups.wantsReadReceipts(id),
  });
  const typing = new Typing(clock, emitter);
  const history = new HistoryRequests({ clock, send });
  const loader = new HistoryLoader({ me, store, requests: history, writer, announcer });
  const previews = new Previews(loader, problem);
  const actions = new Actions({
    ...{ me, clock, ids, outbox, store, chats, writer, announcer, receipts, sender, edits, problem },
    recount: () => check.askSoon(),
  });

  store.makeRoom = async (batch) => {
    const { removed, changes, isGone } = await trimMessages(store, chats);
    if (removed.length === 0) return undefined;
    emitter.emit('storageTrimmed', { removed });
    return [...batch.filter(({ key, value }) => value === undefined || !isGone(key)), ...changes];
  };

  /** What is not in the streams; asked for again after a loss until it was answered once. */
  const refresh = { isDone: false, isAsking: false };
  const refreshOnce = async (): Promise<void> => {
    if (refresh.isDone || refresh.isAsking) return;
    refresh.isAsking = true;
    const listed = chats.list.map(({ id }) => id);
    try {
      await people.refreshAll(listed.filter((id): id is UserId => id !== 0 && !isGroupId(id)));
      await groups.refreshAll(listed.filter((id): id is GroupId => isGroupId(id)));
      refresh.isDone = true;
    } finally {
      refresh.isAsking = false;
    }
  };

  const puller = new Puller({
    clock,
    send,
    cursorOf: (id) => chats.find(id)?.record.cursor ?? (0 as MessageId),
    drained(id) {
      const chat = chats.open(id);
      if (chat.record.isAdopting) {
        chat.record = { ...chat.record, isAdopting: false };
        writer.recordChanged(chat).catch(problem);
        check.askSoon();
      }
      check.drained(chat);
      previews.want(chat);
    },
  });
  const check = new UnreadCheck({
    clock,
    ask: () => connection.askUnread(),
    pull: (id) => puller.request(id),
    hasUnsentReads: (id) => receipts.hasUnsentReads(id) || actions.isAboutUnread(chats.open(id)),
    changed(chat) {
      writer.recordChanged(chat).catch(problem);
    },
  });
  const unread = new UnreadList({
    chats,
    writer,
    puller,
    check,
    listed: () => emitter.emit('conversations', undefined),
  });

  const noticed = (event: MetaEvent, origin: EventOrigin): void => {
    if (event.kind === 'groupNotice') {
      groups.noticed(event.notice, origin !== 'page');
      members.noticed(event.notice, origin !== 'page');
      if (isAboutRequest(event.notice)) announcer.requestsChanged();
      return;
    }
    const effect = readNotice(event, origin === 'transient');
    if (effect.kind === 'refreshPins') return void pins.refresh().catch(problem);
    if (effect.kind === 'signOut') connection.kicked(effect.reason);
    else if (effect.kind !== 'none') people.refresh(effect.userIds);
    if (effect.kind !== 'refreshFriends') return;
    announcer.requestsChanged();
    people.refreshFriends().catch(problem);
  };
  const inbox = new Inbox({
    me,
    chats,
    writer,
    puller,
    history,
    unread,
    events: {
      sendAccepted(answer) {
        if (!sender.accepted(answer) && !actions.accepted(answer)) receipts.settled(answer.clientMid);
      },
      sendRefused(clientMid, failure) {
        if (!sender.refused(clientMid, failure) && !actions.refused(clientMid, failure)) receipts.settled(clientMid);
      },
      sendPostponed: (clientMid) => outbox.postpone(clientMid),
      sessionRefused: (refusal) => connection.refused(refusal),
      arrived(messages) {
        if (options.acknowledgesDelivery) receipts.delivered(messages);
        for (const { conversationId, from } of messages) typing.arrived(conversationId, from);
      },
      noticed(conversationId, event, origin) {
        if (event.kind === 'typing') typing.heard(conversationId, event.from, event.isTyping);
        else if (event.kind === 'command') emitter.emit('command', { message: event.message });
        else noticed(event, origin);
      },
      heard: (heard) => options.observer?.heard(heard),
      problem,
    },
  });

  const current = { sn: device.sn };
  const offline = () => {
    puller.offline();
    outbox.offline();
    history.offline();
    edits.offline();
    previews.reset();
    check.reset();
  };
  const connection: Connection = new Connection({
    platform,
    identity: { userId: me, token: options.token, deviceGuid: device.guid },
    deviceSn: device.sn,
    findServer: async (failedAttempts) => (await options.servers.find(failedAttempts)).socket,
    events: {
      stateChanged: (state) => emitter.emit('connection', state),
      online(sn) {
        if (sn !== device.sn) store.write([store.deviceChange({ ...device, sn })]).catch(problem);
        current.sn = sn;
        unread.online();
        puller.online();
        history.online();
        outbox.online();
        edits.online();
        groups.online();
        members.online();
        refreshOnce().catch(problem);
        // Of what changed while this device was away nobody tells.
        pins.refresh().catch(problem);
        connection.askUnread();
      },
      offline,
      frame: (frame) => inbox.receive(frame),
      signedOut: (reason) => options.signedOut(reason),
      problem,
    },
  });

  return {
    me,
    platform,
    store,
    connection,
    people,
    chats,
    writer,
    ids,
    sender,
    receipts,
    actions,
    edits,
    rest,
    token: options.token,
    servers: options.servers,
    groups: { book: groups, members, calls: groupCalls, rest, announcer },
    devices: { calls: new DeviceCalls(rest), sn: () => current.sn },
    pins,
    refreshOnce,
    typing,
    unread,
    history,
    loader,
    announcer,
    space: store.space((message) => chats.open(message.conversationId).shown([message])[0]),
    problem,
    life,
  };
}
