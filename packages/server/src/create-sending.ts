import { isGroupId } from '@warbler/protocol';
import type { Apps } from './apps/index.ts';
import type { CheckMayMessage } from './check-may-message.ts';
import type { Limits } from './config/index.ts';
import type { ConversationDependencies, ConversationStore } from './conversations/index.ts';
import type { Groups } from './groups/index.ts';
import type { Delivery, MessageLog } from './messages/index.ts';
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

/** Puts together what sending needs, and operations beside it, whoever asks for them: a part of the composition root. */
export function createSending({
  storage,
  apps,
  groups,
  ...parts
}: SendingOptions): OperationDependencies & ConversationDependencies {
  return {
    ...parts,
    mayModerate: async (who, to) => isGroupId(to) && (await groups.mayModerate(who, to)),
    appendToGroup: (meta) => storage.call('groups.append', { meta }),
    recallWindowMs: async (appId) => (await apps.find(appId)).settings.recallWindowMs ?? parts.limits.recallWindowMs,
  };
}
