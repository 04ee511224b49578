import { conversationProcedures } from './conversations/procedures.ts';
import { deviceProcedures } from './devices/procedures.ts';
import { groupProcedures } from './groups/procedures.ts';
import { messageProcedures } from './messages/procedures.ts';
import { pushSendingProcedures } from './push-sending/procedures.ts';
import { receiptProcedures } from './receipts/procedures.ts';
import { retentionProcedures } from './retention/procedures.ts';
import { rosterProcedures } from './roster/procedures.ts';
import { sqlProcedures } from './storage/sql-procedures.ts';

/** Everything that runs on the storage thread. */
export const procedures = {
  ...sqlProcedures,
  ...messageProcedures,
  ...receiptProcedures,
  ...groupProcedures,
  ...rosterProcedures,
  ...conversationProcedures,
  ...deviceProcedures,
  ...pushSendingProcedures,
  ...retentionProcedures,
};

/** The procedures' names and types, for callers on the other side. */
export type Procedures = typeof procedures;
