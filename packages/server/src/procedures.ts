import { accountProcedures } from './accounts/procedures.ts';
import { backendProcedures } from './backends/procedures.ts';
import { clusterProcedures } from './cluster/procedures.ts';
import { conversationProcedures } from './conversations/procedures.ts';
import { deviceProcedures } from './devices/procedures.ts';
import { erasureProcedures } from './erasure/procedures.ts';
import { fileProcedures } from './files/procedures.ts';
import { groupProcedures, groupRuns } from './groups/procedures.ts';
import { handoverProcedures } from './handover/procedures.ts';
import { identityProcedures } from './identities/procedures.ts';
import { linkProcedures } from './links/procedures.ts';
import { messageProcedures } from './messages/procedures.ts';
import { outboxProcedures } from './outbox/procedures.ts';
import { pushProcedures } from './push/procedures.ts';
import { pushSendingProcedures } from './push-sending/procedures.ts';
import { receiptProcedures } from './receipts/procedures.ts';
import { retentionProcedures } from './retention/procedures.ts';
import { rosterProcedures } from './roster/procedures.ts';
import { sqlProcedures } from './storage/sql-procedures.ts';
import { verificationProcedures } from './verification/procedures.ts';

/** Everything that runs on the storage thread. */
export const procedures = {
  ...sqlProcedures,
  ...accountProcedures,
  ...pushProcedures,
  ...erasureProcedures,
  ...messageProcedures,
  ...receiptProcedures,
  ...groupProcedures,
  ...rosterProcedures,
  ...conversationProcedures,
  ...deviceProcedures,
  ...verificationProcedures,
  ...identityProcedures,
  ...handoverProcedures,
  ...linkProcedures,
  ...backendProcedures,
  ...clusterProcedures,
  ...fileProcedures,
  ...outboxProcedures,
  ...pushSendingProcedures,
  ...retentionProcedures,
};

/** Which of them are done many at once, where statements are journeys. */
export const procedureRuns = groupRuns;

/** The procedures' names and types, for callers on the other side. */
export type Procedures = typeof procedures;
