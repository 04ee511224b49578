/** The name of the last migration: a database that has it has them all. */
export const LATEST_MIGRATION = '0019-leases-and-outbox';
