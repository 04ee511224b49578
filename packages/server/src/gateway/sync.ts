import {
  appendMessageStatus,
  BodyType,
  decodeMessageBody,
  decodeSyncUL,
  ImError,
  isGroupId,
  MessageStatus,
  type Meta,
  MetaNamespace,
  parseClientMessageId,
  parseConversationId,
  parseMessageId,
  type SyncUL,
} from '@warbler/protocol';
import { type Awaitable, andThen, attempt } from '../awaitable.ts';
import { planConversation } from '../conversations/index.ts';
import { type Commit, type CommittedSend, type MessageDraft, planMessage, type Sender } from '../messages/index.ts';
import { planOperation } from '../receipts/index.ts';
import {
  conversationRefusedFrame,
  historyFrame,
  pageFrame,
  pendingFrame,
  sendRefusedFrame,
  sentFrame,
} from './frames.ts';
import type { GatewayDependencies } from './gateway.ts';
import type { SendRates } from './send-rates.ts';
import type { Session } from './session.ts';

/** What a sync frame may use of its connection. */
export interface SyncContext {
  readonly dependencies: GatewayDependencies;
  readonly rates: SendRates;
  /** Until then news of groups does not come here. */
  readonly groupsEntered: Promise<void>;
  send(frame: Uint8Array): void;
  /** Lets work go on beside the next frames; its failure is answered by `onFailure`. */
  track(work: Promise<void>, onFailure?: (error: ImError) => void): Promise<void>;
  /** The same for a page of a conversation; it is over when that has started. */
  startRead(read: () => Promise<void>, onFailure: (error: ImError) => void): Awaitable<void>;
  noteRefusal(cause: unknown): ImError;
}

/** A SYNC frame: a send, a page of history, or a pull. When it is over the next frame may start. */
export function handleSync(context: SyncContext, session: Session, payload: Uint8Array): Awaitable<void> {
  const request = decodeSyncUL(payload);
  if (request.meta !== undefined) return send(context, session, request.meta);
  if (!request.isFullSync && answerPending(context, session, request)) return undefined;
  const read = request.isFullSync ? answerHistory : answerPull;
  return context.startRead(
    () => read(context, session, request),
    (error) => context.send(conversationRefusedFrame(error, request)),
  );
}

function send(context: SyncContext, session: Session, meta: Meta): Awaitable<void> {
  const to = meta.to?.uid ?? 0;
  const refuse = (error: ImError) => context.send(sendRefusedFrame(error, to, meta.id));
  const answer = ({ mid, sentAtMs, editedAtMs }: CommittedSend) => {
    const ids = { to, clientMid: meta.id, serverMid: mid ?? 0 };
    context.send(sentFrame({ ...ids, serverTime: sentAtMs, editTimestamp: editedAtMs ?? 0 }));
    context.dependencies.metrics.sent();
  };
  const store = (commit: Commit) => {
    // From here to the storage nothing is waited for: nobody who was put out meanwhile is heard any more.
    if (session.isEnded) throw new ImError('notLoggedIn');
    void context.track(commit().then(answer), refuse);
  };
  return attempt(
    () => andThen(plan(context, session, meta), store),
    (cause) => refuse(context.noteRefusal(cause)),
  );
}

function plan(context: SyncContext, session: Session, meta: Meta): Awaitable<Commit> {
  const { dependencies, rates } = context;
  return andThen(dependencies.limitsOf(session.app.appId), ({ sendsPerSecond: perSecond, sendBurst: burst }) => {
    if (!rates.take(session, { perSecond, burst }, dependencies.elapsed())) throw new ImError('rateLimited');
    return planWhat(context, session, meta);
  });
}

function planWhat({ dependencies }: SyncContext, session: Session, meta: Meta): Awaitable<Commit> {
  if (meta.ns === MetaNamespace.CONVERSATION) return planConversation(dependencies.operations, senderOf(session), meta);
  if (meta.ns !== MetaNamespace.MESSAGE) {
    throw new ImError('notSupported', {
      message: `metas of namespace ${meta.ns} are not supported by this server yet`,
    });
  }
  const to = parseConversationId(meta.to?.uid ?? 0);
  const sender = senderOf(session);
  const draft: MessageDraft = {
    to,
    clientMid: parseClientMessageId(meta.id),
    body: decodeMessageBody(meta.payload),
    payload: new Uint8Array(meta.payload),
  };
  if (draft.body.type === BodyType.OPER) return planOperation(dependencies.operations, sender, draft);
  if (to === 0) throw new ImError('invalidParameter', { message: 'nothing can be sent to the system conversation' });
  return planMessage(dependencies.operations, sender, draft);
}

function senderOf({ app, user, deviceSn }: Session): Sender {
  return { appId: app.appId, user, deviceSn };
}

/** Answers a pull with what is known here. @returns whether that was possible */
function answerPending(context: SyncContext, session: Session, { xid, key }: SyncUL): boolean {
  if (key === 0) return false;
  const conversation = parseConversationId(xid?.uid ?? 0);
  const mid = parseMessageId(key);
  const { cursors, limits, elapsed, metrics } = context.dependencies;
  const pending = session.streams.takePending(conversation, { key: mid, limit: limits.pullPage }, elapsed());
  if (pending === undefined) return false;
  const { app, user, deviceSn } = session;
  cursors.acknowledge({ appId: app.appId, user, deviceSn, peer: conversation }, mid);
  context.send(pendingFrame(conversation, pending));
  metrics.delivered('pull', pending.length);
  return true;
}

async function answerPull(context: SyncContext, session: Session, { xid, key }: SyncUL): Promise<void> {
  const { log, cursors, limits, elapsed, metrics } = context.dependencies;
  const conversation = parseConversationId(xid?.uid ?? 0);
  const device = { appId: session.app.appId, user: session.user, deviceSn: session.deviceSn, peer: conversation };
  const after = key === 0 ? cursors.unsaved(device) : parseMessageId(key);
  if (key !== 0) cursors.acknowledge(device, parseMessageId(key));
  // From the pull on all news is heard: what is not in the page comes after it.
  if (isGroupId(conversation)) await context.groupsEntered;
  const pull = session.streams.onPull(conversation);
  const page = await log
    .pull({ ...device, after, limit: limits.pullPage, maxBytes: limits.frameBytes / 2 })
    .catch((error: unknown) => {
      session.streams.onPullFailed(conversation, pull, elapsed());
      throw error;
    });
  if (page.metas.length === 0 && page.after > 0) cursors.acknowledge(device, page.after);
  context.send(pageFrame(conversation, page.metas));
  metrics.delivered('pull', page.metas.length);
  const { after: reached, isEnd } = page;
  session.streams.onPullAnswered(
    conversation,
    pull,
    { after: reached, last: page.metas.at(-1)?.mid, isEnd },
    elapsed(),
  );
}

async function answerHistory(context: SyncContext, session: Session, request: SyncUL): Promise<void> {
  const { log, limits } = context.dependencies;
  const conversation = parseConversationId(request.xid?.uid ?? 0);
  const wanted = request.fullSyncNum > 0 ? request.fullSyncNum : limits.historyPage;
  const { metas, nextMid } = await log.history({
    appId: session.app.appId,
    user: session.user,
    peer: conversation,
    before: parseMessageId(request.key),
    limit: Math.min(wanted, limits.historyPage),
    maxBytes: limits.frameBytes / 2,
  });
  const shown = metas.map((meta) =>
    meta.status === MessageStatus.UNREAD ? meta : { ...meta, payload: appendMessageStatus(meta.payload, meta.status) },
  );
  context.send(historyFrame(conversation, { metas: shown, nextMid }));
}
