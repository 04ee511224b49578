import { applyReadAll, applyReceipt } from './sql/apply-receipt.ts';

/** What receipts run on the storage thread. */
export const receiptProcedures = { 'receipts.apply': applyReceipt, 'receipts.readAll': applyReadAll };
