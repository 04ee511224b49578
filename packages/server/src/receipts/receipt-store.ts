import type { Appended } from '../messages/index.ts';
import type { ProcedureCaller } from '../storage/index.ts';
import type { receiptProcedures } from './procedures.ts';
import type { ReadAllInput, Receipted, ReceiptInput } from './sql/apply-receipt.ts';
import type { PersonalInput } from './sql/delete-message.ts';
import type { ListReceiptsInput, ReceiptPage } from './sql/list-receipts.ts';

/** What was delivered and read, kept with the messages. Every implementation passes the receipt contract suite. */
export interface ReceiptStore {
  /**
   * A message was delivered to or read by its receiver.
   *
   * @throws ImError `invalidParameter` when there is no such message
   */
  apply(input: ReceiptInput): Promise<Receipted>;
  /** Everything of a conversation up to a message is read. */
  readAll(input: ReadAllInput): Promise<Appended>;
  /** A message counts as unread again. @throws ImError `messageNotFound`, `invalidParameter` */
  cancelRead(input: PersonalInput): Promise<Appended>;
  /** A message is gone for one user. @throws ImError `messageNotFound` */
  delete(input: PersonalInput): Promise<Appended>;
  /** Who did what with a message. @throws ImError `messageNotFound`, `noPermission` */
  list(input: ListReceiptsInput): Promise<ReceiptPage>;
}

/** Receipts on the storage thread. */
export function createReceiptStore(storage: ProcedureCaller<typeof receiptProcedures>): ReceiptStore {
  return {
    apply: (input) => storage.call('receipts.apply', input),
    readAll: (input) => storage.call('receipts.readAll', input),
    cancelRead: (input) => storage.call('receipts.cancelRead', input),
    delete: (input) => storage.call('receipts.delete', input),
    list: (input) => storage.call('receipts.list', input),
  };
}
