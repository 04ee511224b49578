export { type OperationDependencies, planOperation } from './plan-operation.ts';
export { createReceiptStore, type ReceiptStore } from './receipt-store.ts';
export type { ReadAllInput, ReceiptInput } from './sql/apply-receipt.ts';
