export { type OutboxStorage, type OutboxWorker, startOutboxWorker } from './outbox-worker.ts';
export type { ClaimedWork, WorkInput } from './sql/work.ts';
