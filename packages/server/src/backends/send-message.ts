import {
  type AppId,
  type ClientMessageId,
  type ConversationId,
  type DeviceSn,
  decodeMessageBody,
  isGroupId,
  type MessageId,
  MetaNamespace,
  type UserId,
} from '@warbler/protocol';
import type { Awaitable } from '../awaitable.ts';
import {
  type Commit,
  checkBody,
  keyOf,
  MetaKind,
  type NewMeta,
  planMessage,
  type SendingDependencies,
} from '../messages/index.ts';
import type { ProcedureCaller } from '../storage/index.ts';
import { type BackendMessage, bodyOf, naming, systemBodyOf } from './backend-message.ts';
import type { backendProcedures } from './procedures.ts';

/** What sending without a socket needs. */
export interface BackendDependencies {
  readonly storage: ProcedureCaller<typeof backendProcedures>;
  readonly sending: SendingDependencies;
  /** For how long a transaction id is known. */
  readonly transactionMs: number;
  /** @throws ImError `userNotFound`, `userDeleted` */
  readonly requireUser: (appId: AppId, user: UserId) => Awaitable<object>;
  /** Whether a user may send at all. @throws ImError `userNotFound`, `userDeleted`, `userFrozen` */
  readonly requireSender: (appId: AppId, user: UserId) => Awaitable<object>;
  /** @throws ImError `groupNotFound` */
  readonly requireGroup: (appId: AppId, group: ConversationId) => Promise<unknown>;
}

/** The id that each target's message got; absent where nothing was stored. */
export type SentIds = readonly (MessageId | undefined)[];

/** No device: every device of the sender is another one, and no call is a repeat of another one. */
const NO_DEVICE = 0 as DeviceSn;
const NO_CLIENT_MID = 0 as ClientMessageId;

/**
 * Sends a message to several users or groups as a user, by the rules that hold for the user. All targets are checked
 * before the first message is stored.
 *
 * @throws ImError `userNotFound`, `userDeleted`, `userFrozen`, what refuses the sender at a target (named in the text), `textTooLong`
 */
export async function sendMessage(dependencies: BackendDependencies, message: BackendMessage): Promise<SentIds> {
  const { appId, from, targets, isOnlineOnly } = message;
  await dependencies.requireSender(appId, from);
  const sending = sendingOf(dependencies, message, false);
  const sender = { appId, user: from, deviceSn: NO_DEVICE };
  const plan = (to: ConversationId): Awaitable<Commit> => {
    const payload = bodyOf(message.content, to, isOnlineOnly);
    return planMessage(sending, sender, { to, clientMid: NO_CLIENT_MID, body: decodeMessageBody(payload), payload });
  };
  const commits = await Promise.all(targets.map((to) => naming(to, () => plan(to))));
  // Whatever becomes of one target, the others are stored before the answer.
  const results = await Promise.allSettled(
    commits.map((commit, index) => naming(targets[index] as ConversationId, commit)),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results.map((result) => (result.status === 'fulfilled' ? result.value.mid : undefined));
}

/** Stored under its transaction id, if it has one: the same again is the same message. */
function sendingOf(
  { storage, sending, transactionMs: windowMs }: BackendDependencies,
  { transactionId }: BackendMessage,
  isSystem: boolean,
): SendingDependencies {
  if (transactionId === undefined) return sending;
  const append = (meta: NewMeta) => storage.call('backends.appendOnce', { meta, transactionId, windowMs, isSystem });
  return { ...sending, log: { ...sending.log, append }, appendToGroup: append };
}

/**
 * Tells users, or groups, something as the system: users in their system conversation, groups in their stream. No block
 * and no ban holds it up.
 *
 * @throws ImError `userNotFound`, `userDeleted`, `groupNotFound`, `textTooLong`; nothing is stored then
 */
export async function notify(dependencies: BackendDependencies, message: BackendMessage): Promise<SentIds> {
  const { requireUser, requireGroup, sending } = dependencies;
  const { appId, targets } = message;
  for (const to of targets) {
    checkBody(decodeMessageBody(systemBodyOf(message.content, to)), sending.limits);
    await naming(to, () => (isGroupId(to) ? requireGroup(appId, to) : requireUser(appId, to as UserId)));
  }
  const { log, delivery } = sendingOf(dependencies, message, true);
  return Promise.all(
    targets.map(async (to) => {
      const meta = noticeMeta(message, to, sending.now());
      if (message.isOnlineOnly) {
        delivery.deliverTransient(meta);
        return undefined;
      }
      const { mid, sentAtMs, afterMid, isNew } = await log.append(meta);
      if (isNew) delivery.deliver({ meta, mid, sentAtMs, afterMid });
      return mid;
    }),
  );
}

const SYSTEM_CONVERSATION = 0 as ConversationId;

function noticeMeta({ appId, from, content }: BackendMessage, to: ConversationId, nowMs: number): NewMeta {
  return {
    pair: isGroupId(to) ? keyOf(appId, from, to) : keyOf(appId, to as UserId, SYSTEM_CONVERSATION),
    kind: MetaKind.counted,
    from,
    fromSn: NO_DEVICE,
    to: to as UserId,
    audience: 'everyone',
    clientMid: NO_CLIENT_MID,
    namespace: MetaNamespace.MESSAGE,
    payload: systemBodyOf(content, to),
    nowMs,
  };
}
