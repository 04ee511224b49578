export { askReceipts, type ReceiptQuestion } from './ask-receipts.ts';
export { type OperationDependencies, planOperation } from './plan-operation.ts';
export { createReceiptStore, type ReceiptStore } from './receipt-store.ts';
export type { ReadAllInput, ReceiptInput } from './sql/apply-receipt.ts';
export { RECEIPT_LISTS, type ReceiptCounts, type ReceiptPage } from './sql/list-receipts.ts';
