import { type AppId, ImError, type MessageId, type UserId } from '@warbler/protocol';
import { Announcer } from '../chat/announcer.ts';
import { Chats } from '../chat/chats.ts';
import { Connection } from '../connection/connection.ts';
import type { SignedOutReason } from '../connection/connection-state.ts';
import type { Emitter } from '../emitter.ts';
import type { RestClient } from '../http/rest-client.ts';
import type { ServerDirectory } from '../http/server-directory.ts';
import { Users } from '../http/users.ts';
import { ClientMessageIds } from '../outbox/client-message-ids.ts';
import { Outbox } from '../outbox/outbox.ts';
import { Receipts } from '../outbox/receipts.ts';
import { Sender } from '../outbox/sender.ts';
import type { Platform } from '../platform/platform.ts';
import type { AccountStore, DeviceIdentity } from '../store/account-store.ts';
import { ChatWriter } from '../sync/chat-writer.ts';
import { HistoryLoader } from '../sync/history-loader.ts';
import { HistoryRequests } from '../sync/history-requests.ts';
import { Inbox } from '../sync/inbox.ts';
import type { MetaEvent } from '../sync/meta-event.ts';
import { Previews } from '../sync/previews.ts';
import { Puller } from '../sync/puller.ts';
import { UnreadCheck } from '../sync/unread-check.ts';
import { UnreadList } from '../sync/unread-list.ts';
import { readNotice } from './notice-reader.ts';
import { People } from './people.ts';
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
  readonly token: string;
  readonly device: DeviceIdentity;
  readonly lastClientMid: number;
  /** The server ended the session. */
  signedOut(reason: SignedOutReason): void;
}

/** The parts of an account, wired to each other. */
export type AccountParts = ReturnType<typeof assemble>;

/** The composition root of an account: makes every part and tells each whom to call. */
export function assemble(options: AccountOptions) {
  const { platform, emitter, store, userId: me, token, device } = options;
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

  const announcer = new Announcer(emitter);
  const users = new Users(options.rest, token);
  const people = new People({ me, username: options.username, users, clock, store, announcer, problem });
  const chats = new Chats((id) => people.titleOf(id));
  const writer = new ChatWriter(store, chats, announcer);
  const ids = new ClientMessageIds(clock, options.lastClientMid);
  const outbox = new Outbox({ clock, random, send, onStuck: () => connection.restart() });
  const sender = new Sender({ me, clock, ids, outbox, store, chats, writer, announcer });
  const receipts = new Receipts({ me, clock, ids, outbox, store, writer });
  const typing = new Typing(clock, emitter);
  const history = new HistoryRequests({ clock, send });
  const loader = new HistoryLoader({ me, store, requests: history, writer, announcer });
  const previews = new Previews(loader, problem);

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
    hasUnsentReads: (id) => receipts.hasUnsentReads(id),
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

  const noticed = (event: MetaEvent, isTransient: boolean): void => {
    const effect = readNotice(event, isTransient);
    if (effect.kind === 'signOut') connection.kicked(effect.reason);
    else if (effect.kind === 'refreshProfile') people.refresh(effect.userId);
    else if (effect.kind === 'refreshFriends') people.refreshFriends().catch(problem);
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
        if (!sender.accepted(answer)) receipts.settled(answer.clientMid);
      },
      sendRefused(clientMid, failure) {
        if (!sender.refused(clientMid, failure)) receipts.settled(clientMid);
      },
      sendPostponed: (clientMid) => outbox.postpone(clientMid),
      sessionRefused: (refusal) => connection.refused(refusal),
      arrived(messages) {
        receipts.delivered(messages);
        for (const { conversationId, from } of messages) typing.arrived(conversationId, from);
      },
      noticed(conversationId, event, isTransient) {
        if (event.kind === 'typing') typing.heard(conversationId, event.from, event.isTyping);
        else noticed(event, isTransient);
      },
      problem,
    },
  });

  const offline = () => {
    puller.offline();
    outbox.offline();
    history.offline();
    previews.reset();
    check.reset();
  };
  const connection: Connection = new Connection({
    platform,
    identity: { userId: me, token, deviceGuid: device.guid },
    deviceSn: device.sn,
    findServer: async (failedAttempts) => (await options.servers.find(failedAttempts)).socket,
    events: {
      stateChanged: (state) => emitter.emit('connection', state),
      online(sn) {
        if (sn !== device.sn) store.write([store.deviceChange({ ...device, sn })]).catch(problem);
        unread.online();
        puller.online();
        history.online();
        outbox.online();
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
    typing,
    unread,
    history,
    loader,
    problem,
    life,
  };
}
