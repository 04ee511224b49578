import type { AppId, MessageId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';

/** Where a page of an app's conversations ends. */
export interface PairCursor {
  readonly lowId: number;
  readonly highId: number;
}

/** Which conversations hold something old? */
export interface FindExpiredInput {
  readonly appId: AppId;
  /** Metas up to this one are old. */
  readonly upTo: MessageId;
  readonly after: PairCursor;
  /** Conversations looked at. */
  readonly limit: number;
}

/** A page of conversations with something old. */
export interface ExpiredPage {
  readonly conversations: readonly number[];
  /** Absent on the last page. */
  readonly next?: PairCursor;
}

/** Looks through a page of an app's conversations. */
export function findExpired({ statements }: StoreContext, input: FindExpiredInput): ExpiredPage {
  const { appId, upTo, after, limit } = input;
  const rows = statements.prepare(PAGE).all(upTo, upTo, upTo, appId, after.lowId, after.highId, limit);
  const conversations = rows.filter(({ is_expired }) => is_expired === 1).map(({ id }) => id as number);
  const last = rows.length < limit ? undefined : rows.at(-1);
  if (last === undefined) return { conversations };
  return { conversations, next: { lowId: last.low_id as number, highId: last.high_id as number } };
}

/**
 * What only one of two people gets is looked for too. In a group nobody knows the oldest of it without asking each member,
 * who are asked step by step later: whatever group has some is one to look into, also when its old messages went before.
 */
const PAGE = `select c.id, c.low_id, c.high_id,
    exists (select 1 from messages m where m.conversation_id = c.id and m.mid <= ?)
    or exists (select 1 from personal_metas p where p.conversation_id = c.id and p.user_id = c.low_id and p.mid <= ?)
    or exists (select 1 from personal_metas p where p.conversation_id = c.id and p.user_id = c.high_id and p.mid <= ?)
    or (c.low_id = c.high_id and exists (select 1 from personal_metas p where p.conversation_id = c.id))
    as is_expired
  from conversations c where c.app_id = ? and (c.low_id, c.high_id) > (?, ?) order by c.low_id, c.high_id limit ?`;
