import type { ConversationId } from '@warbler/protocol';
import type { Sender } from '../messages/index.ts';
import type { ReceiptStore } from './receipt-store.ts';
import type { ListReceiptsInput, ReceiptPage } from './sql/list-receipts.ts';

/** Somebody asks who has read a message. */
export interface ReceiptQuestion extends Omit<ListReceiptsInput, 'mayAskAny' | 'countedMembersMax'> {
  /** The server API asks: about any message. */
  readonly isAdmin: boolean;
}

/** What answering needs. */
export interface ReceiptQuestionDependencies {
  readonly receipts: Pick<ReceiptStore, 'list'>;
  readonly limits: { readonly receiptsCountedMembers: number };
  /** Whether somebody may recall what others said there, and so ask about it. */
  readonly mayModerate: (asker: Pick<Sender, 'appId' | 'user'>, conversation: ConversationId) => Promise<boolean>;
  /** Writes down what devices acknowledged since the last flush: until then it is not known to be delivered. */
  readonly flushCursors: () => Promise<void>;
}

/** Tells who has and has not read, got or played a message. @throws ImError `messageNotFound`, `noPermission` */
export async function askReceipts(
  { receipts, limits, mayModerate, flushCursors }: ReceiptQuestionDependencies,
  { isAdmin, ...question }: ReceiptQuestion,
): Promise<ReceiptPage> {
  const mayAskAny = isAdmin || (await mayModerate(question, question.conversation));
  await flushCursors();
  return receipts.list({ ...question, mayAskAny, countedMembersMax: limits.receiptsCountedMembers });
}
