import { claimWork, finishWork, renewWork } from './sql/work.ts';

/** What the outbox runs on the storage thread. */
export const outboxProcedures = {
  'outbox.claim': claimWork,
  'outbox.renew': renewWork,
  'outbox.finish': finishWork,
};
