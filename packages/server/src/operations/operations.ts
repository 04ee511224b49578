import {
  type AppId,
  BodyType,
  type ClientMessageId,
  type ConversationId,
  ConversationOperationType,
  type DeviceSn,
  decodeMessageBody,
  encodeConversation,
  encodeMessageBody,
  type MessageId,
  OperationType,
  Qos,
  type UserId,
} from '@warbler/protocol';
import { type ConversationDependencies, planConversation } from '../conversations/index.ts';
import type { MessageDraft } from '../messages/index.ts';
import { type OperationDependencies, planOperation } from '../receipts/index.ts';

/** Who does it. */
interface Actor {
  readonly appId: AppId;
  readonly userId: UserId;
}

/** A message, as the actor addresses it. */
interface Target {
  readonly conversation: ConversationId;
  readonly mid: MessageId;
}

/**
 * What a user does to messages and conversations without a socket: the same operations, with the same rules, from no
 * device, so that all of the user's devices are told.
 */
export interface Operations {
  /** Everything said so far is gone for the actor, on all devices. */
  deleteConversation(actor: Actor, conversation: ConversationId): Promise<void>;
  /**
   * A message is gone for everyone.
   *
   * @param isServer an app's own server acts as the user: it may recall any message at any time
   * @throws ImError `messageNotFound`, `noPermission`, `recallDisabled`, `recallTooLate`
   */
  recall(actor: Actor, target: Target, options: { readonly isServer: boolean }): Promise<void>;
  /**
   * The actor has read a message.
   *
   * @param deviceSn which of the actor's devices says so: it is not told; 0 for none
   * @throws ImError `messageNotFound`, `notGroupMember`, `invalidParameter` for one's own
   */
  acknowledge(actor: Actor, target: Target, deviceSn: DeviceSn): Promise<void>;
  /**
   * The actor's message says something else, or more.
   *
   * @throws ImError `messageNotFound`, `noPermission` for somebody else's, `textTooLong`, what refuses the actor there
   */
  edit(actor: Actor, target: Target, change: Edit): Promise<void>;
}

/** What an edit changes; empty texts change nothing. */
interface Edit {
  readonly isAppend: boolean;
  readonly content: string;
  readonly config: string;
  readonly ext: string;
  /** For devices that are online now, not stored: what a streaming message says until it is whole. */
  readonly isOnlineOnly: boolean;
  /** The same again is the same edit; absent: it never is. */
  readonly clientMid?: ClientMessageId;
}

/** No device: every device of the user is another one. */
const NO_DEVICE = 0 as DeviceSn;

/** No call is a repeat of another one. */
const NO_CLIENT_MID = 0 as ClientMessageId;

/** Opens the operations for callers without a socket. */
export function createOperations(dependencies: OperationDependencies & ConversationDependencies): Operations {
  const run = async (
    { appId, userId: user }: Actor,
    draft: MessageDraft,
    { deviceSn = NO_DEVICE, mayRecallAny = false }: { readonly deviceSn?: DeviceSn; readonly mayRecallAny?: boolean },
  ) => {
    const rights = mayRecallAny ? { ...dependencies, mayModerate: async () => true } : dependencies;
    const commit = await planOperation(rights, { appId, user, deviceSn }, draft);
    await commit();
  };

  return {
    async deleteConversation({ appId, userId: user }, conversation) {
      const operation = { type: ConversationOperationType.DELETE_EVERYWHERE, xid: { uid: conversation } };
      const payload = encodeConversation({ type: 1, operation });
      const sender = { appId, user, deviceSn: NO_DEVICE };
      await planConversation(dependencies, sender, { id: NO_CLIENT_MID, payload })();
    },

    recall: (actor, { conversation, mid }, { isServer }) =>
      run(actor, draftOf(conversation, OperationType.RECALL, mid), { mayRecallAny: isServer }),

    async acknowledge(actor, target, deviceSn) {
      const { appId, userId: user } = actor;
      const author = await dependencies.log.authorOf({ appId, user, ...target });
      const draft = draftOf(author, OperationType.READ_ACK, target.mid);
      await run(actor, draft, { deviceSn });
    },

    async edit(actor, { conversation, mid }, change) {
      const type = change.isAppend ? OperationType.APPEND : OperationType.REPLACE;
      await run(actor, draftOf(conversation, type, mid, change), {});
    },
  };
}

function draftOf(
  to: ConversationId,
  type: OperationType,
  mid: MessageId,
  { clientMid = NO_CLIENT_MID, content = '', config = '', ext = '', isOnlineOnly = false }: Partial<Edit> = {},
): MessageDraft {
  const qos = isOnlineOnly ? Qos.AT_MOST_ONCE : Qos.AT_LEAST_ONCE;
  const payload = encodeMessageBody({ type: BodyType.OPER, qos, content, config, ext, operation: { type, mid } });
  return { to, clientMid, body: decodeMessageBody(payload), payload };
}
