import { composeMessageId } from '@warbler/protocol';

/** Months that have a part of their own ahead of time. */
const MONTHS_AHEAD = 24;

/**
 * The parts of the message log: one a month, by the time that ids carry, so that what is appended and read every day stays
 * small and in memory however long the log grows. What is of no month that has a part goes into `messages_other`.
 */
export function logPartStatements(nowMs: number): readonly string[] {
  const now = new Date(nowMs);
  const months = Array.from({ length: MONTHS_AHEAD }, (_, ahead) =>
    monthPart(now.getUTCFullYear(), now.getUTCMonth() + ahead),
  );
  return [...months, 'create table if not exists messages_other partition of messages default'];
}

function monthPart(year: number, month: number): string {
  const first = new Date(Date.UTC(year, month, 1));
  const name = `messages_${first.toISOString().slice(0, 7).replace('-', '_')}`;
  const from = firstId(first.getTime());
  const to = firstId(Date.UTC(year, month + 1, 1));
  return `create table if not exists ${name} partition of messages for values from (${from}) to (${to})`;
}

function firstId(timeMs: number): number {
  return composeMessageId({ timeMs, node: 0, sequence: 0 });
}
