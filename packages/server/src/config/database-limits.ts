import { limit } from './limit.ts';

/** How a node uses PostgreSQL. Without one they mean nothing. */
export const databaseLimitSettings = {
  databaseReaders: limit(
    'count',
    2,
    1,
    64,
    'Connections to PostgreSQL that a node reads by, beside the one it writes by.',
  ),
  databaseConnectMs: limit('ms', 5000, 100, 60_000, 'Time for a connection to PostgreSQL to be made.'),
  databaseStatementMs: limit('ms', 30_000, 100, 600_000, 'A statement that takes longer is given up.'),
  databaseIdleMs: limit(
    'ms',
    2000,
    100,
    60_000,
    'A node that stops in the middle of a transaction loses it after this time, so that the others go on.',
  ),
  databaseReconnectMs: limit(
    'ms',
    5000,
    0,
    60_000,
    'Requests wait for a lost connection to PostgreSQL so long; then they are refused with a retryable error.',
  ),
} as const;
