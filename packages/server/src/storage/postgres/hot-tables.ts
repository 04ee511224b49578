/**
 * How PostgreSQL keeps the tables whose rows change with every message.
 *
 * A changed row is a new row to it. On a page with room and without an index over what changed it stays beside the old one,
 * costs no index, and is tidied up by whoever comes by (a HOT update). So these pages are filled in part only, and no index
 * may be over a column that sends, receipts and cursors change. What is left for the vacuum is tidied up early: by its own
 * settings it waits for a fifth of the table, which is much where there are a hundred million conversations.
 */
export const HOT_TABLE_STATEMENTS = [
  // last_mid, last_seq, last_message_mid, personal_top_mid
  keep('conversations'),
  // read_seq, read_mid, own_after_read, read_out_of_order, personal_mid
  keep('conversation_members'),
  // mid
  keep('device_cursors'),
  // Rows come and go; there are few at a time.
  'alter table outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)',
] as const;

function keep(table: string): string {
  return `alter table ${table} set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_analyze_scale_factor = 0.05)`;
}
