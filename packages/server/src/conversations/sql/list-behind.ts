import type { AppId, ConversationId, DeviceSn, MessageId, UserId } from '@warbler/protocol';
import { hasNewsFor, type Reception } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import { saveCursor } from './save-cursors.ts';

/** Whose device has just connected. */
export interface BehindInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly deviceSn: DeviceSn;
  /** Conversations looked at, the most recently changed ones first. */
  readonly limit: number;
}

/**
 * The conversations in which a device has something to fetch (messages, receipts, what other own devices did).
 * Where there is nothing but its own sends its cursor is moved to the end, so that the next look is a glance.
 */
export function listBehind(store: StoreContext, { user, deviceSn, limit }: BehindInput): readonly ConversationId[] {
  const rows = store.statements.prepare(POSSIBLY_BEHIND).all(deviceSn, user, limit);
  return rows.flatMap((row) => {
    const conversation = row.id as number;
    const device = { user, deviceSn };
    const reception = row.reception as Reception;
    if (hasNewsFor(store, { conversation, ...device, after: row.cursor as MessageId, reception })) {
      return [row.peer_id as ConversationId];
    }
    saveCursor(store, { conversation, ...device, mid: row.last_mid as MessageId });
    return [];
  });
}

const POSSIBLY_BEHIND = `select c.id, c.last_mid, m.peer_id, m.reception, max(coalesce(d.mid, 0), m.stream_floor) as cursor
  from conversation_members m
  join conversations c on c.id = m.conversation_id
  left join device_cursors d on d.user_id = m.user_id and d.device_sn = ? and d.conversation_id = c.id
  where m.user_id = ? and c.last_mid > max(coalesce(d.mid, 0), m.stream_floor) order by c.last_mid desc limit ?`;
