import { isGroupId } from '@warbler/protocol';
import type { Apps } from './apps/index.ts';
import type { CheckMayMessage } from './check-may-message.ts';
import type { Limits } from './config/index.ts';
import type { ConversationDependencies, ConversationStore } from './conversations/index.ts';
import type { Groups } from './groups/index.ts';
import type { Delivery, MessageLog, SendingDependencies } from './messages/index.ts';
import type { Procedures } from './procedures.ts';
import type { OperationDependencies, ReceiptStore } from './receipts/index.ts';
import type { StorageThread } from './storage/index.ts';

/** What sending, and operations on what was sent, are made from. */
export interface SendingOptions {
  readonly storage: StorageThread<Procedures>;
  readonly apps: Pick<Apps, 'find'>;
  readonly groups: Pick<Groups, 'mayModerate'>;
  readonly log: MessageLog;
  readonly receipts: ReceiptStore;
  readonly conversations: ConversationStore;
  readonly delivery: Delivery;
  readonly checkMayMessage: CheckMayMessage;
  readonly limits: Limits;
  readonly now: () => number;
}

/** What sending needs, and what operations need beside it. */
export interface Sending {
  readonly sending: SendingDependencies;
  readonly operations: OperationDependencies & ConversationDependencies;
}

/** Puts together sending and operations, whoever asks for them: a part of the composition root. */
export function createSending({
  storage,
  apps,
  groups,
  log,
  receipts,
  conversations,
  delivery,
  checkMayMessage,
  limits,
  now,
}: SendingOptions): Sending {
  const sending: SendingDependencies = {
    log,
    delivery,
    limits,
    now,
    checkMayMessage,
    mayModerate: async (who, to) => isGroupId(to) && (await groups.mayModerate(who, to)),
    appendToGroup: (meta) => storage.call('groups.append', { meta }),
  };
  return {
    sending,
    operations: {
      ...sending,
      limits,
      receipts,
      conversations,
      recallWindowMs: async (appId) => (await apps.find(appId)).settings.recallWindowMs ?? limits.recallWindowMs,
    },
  };
}
