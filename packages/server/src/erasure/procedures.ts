import { finishErasure, listErasures } from './sql/erasures.ts';

/** What erasures run on the storage thread. */
export const erasureProcedures = {
  'erasure.finish': finishErasure,
  'erasure.list': listErasures,
};
