import { appendOnce } from './sql/append-once.ts';
import { findBroadcast, listUnfinishedBroadcasts, startBroadcast, stepBroadcast } from './sql/broadcast.ts';

/** What backends run on the storage thread. */
export const backendProcedures = {
  'backends.appendOnce': appendOnce,
  'backends.startBroadcast': startBroadcast,
  'backends.stepBroadcast': stepBroadcast,
  'backends.unfinishedBroadcasts': listUnfinishedBroadcasts,
  'backends.findBroadcast': findBroadcast,
};
