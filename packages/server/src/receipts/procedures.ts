import { applyReadAll, applyReceipt } from './sql/apply-receipt.ts';
import { cancelRead } from './sql/cancel-read.ts';
import { deleteMessage } from './sql/delete-message.ts';
import { listReceipts } from './sql/list-receipts.ts';

/** What receipts run on the storage thread. */
export const receiptProcedures = {
  'receipts.apply': applyReceipt,
  'receipts.readAll': applyReadAll,
  'receipts.cancelRead': cancelRead,
  'receipts.delete': deleteMessage,
  'receipts.list': listReceipts,
};
