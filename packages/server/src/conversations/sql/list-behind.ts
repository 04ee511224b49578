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

/** A conversation in which a device has something to fetch. */
export interface Behind {
  readonly conversation: ConversationId;
  /** The newest that is there, which may be the device's own. */
  readonly end: MessageId;
}

/**
 * The conversations in which a device has something to fetch (messages, receipts, what other own devices did).
 * Where there is nothing but its own sends its cursor is moved to the end, so that the next look is a glance.
 */
export function listBehind(store: StoreContext, { user, deviceSn, limit }: BehindInput): readonly Behind[] {
  const rows = store.statements.prepare(POSSIBLY_BEHIND).all(deviceSn, user, limit);
  return rows.flatMap((row) => {
    const conversation = row.id as number;
    const device = { user, deviceSn };
    const reader = { conversation, reception: row.reception as Reception, personalMid: row.personal_mid as MessageId };
    if (hasNewsFor(store, { reader, ...device, after: row.cursor as MessageId })) {
      return [{ conversation: row.peer_id as ConversationId, end: row.end as MessageId }];
    }
    saveCursor(store, { conversation, ...device, mid: row.end as MessageId });
    return [];
  });
}

/**
 * Whether a device may have something to fetch beside these conversations; `listBehind` tells what. To learn that there
 * is nothing costs little, and for a device that was away for a moment only it is the rule.
 */
export function mayBeBehind(
  { statements }: StoreContext,
  { user, deviceSn }: Pick<BehindInput, 'user' | 'deviceSn'>,
  beside: ReadonlySet<ConversationId>,
): boolean {
  const rows = statements.prepare(PEERS_POSSIBLY_BEHIND).all(deviceSn, user, beside.size + 1);
  return rows.some((row) => !beside.has(row.peer_id as ConversationId));
}

const MAY_HAVE_NEWS = `from conversation_members m
  join conversations c on c.id = m.conversation_id
  left join device_cursors d on d.user_id = m.user_id and d.device_sn = ? and d.conversation_id = c.id
  where m.user_id = ? and max(c.last_mid, m.personal_mid) > max(coalesce(d.mid, 0), m.stream_floor)`;

const POSSIBLY_BEHIND = `select c.id, max(c.last_mid, m.personal_mid) as "end", m.peer_id, m.reception, m.personal_mid,
    max(coalesce(d.mid, 0), m.stream_floor) as cursor
  ${MAY_HAVE_NEWS} order by 2 desc limit ?`;

const PEERS_POSSIBLY_BEHIND = `select m.peer_id ${MAY_HAVE_NEWS} limit ?`;
