import type { AppId, ConversationId, DeviceSn, MessageId, UserId } from '@warbler/protocol';
import { findLog, keyOf, readerOf } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';

/** A device has acknowledged a conversation up to a meta. */
export interface Cursor {
  readonly appId: AppId;
  readonly user: UserId;
  readonly deviceSn: DeviceSn;
  readonly peer: ConversationId;
  readonly mid: MessageId;
}

/** Keeps what devices acknowledged. A cursor never points past the end of its conversation, nor is one of no device. */
export function saveCursors(store: StoreContext, cursors: readonly Cursor[]): void {
  for (const { appId, user, deviceSn, peer, mid } of cursors) {
    const log = findLog(store, keyOf(appId, user, peer));
    const reader = log && readerOf(store, log.id, user);
    // A device may be removed while what it acknowledged last is on its way here.
    const device = store.statements.prepare(DEVICE).get(appId, user, deviceSn);
    if (log === undefined || reader === undefined || device === undefined) continue;
    const end = Math.max(log.lastMid, reader.personalMid);
    saveCursor(store, { user, deviceSn, conversation: log.id, mid: Math.min(mid, end) as MessageId });
  }
}

const DEVICE = 'select 1 from devices where app_id = ? and user_id = ? and device_sn = ?';

/** Keeps one cursor; it never goes back. What one of a member's devices has is delivered to the member. */
export function saveCursor(
  { statements }: StoreContext,
  { user, deviceSn, conversation, mid }: Pick<Cursor, 'user' | 'deviceSn' | 'mid'> & { readonly conversation: number },
): void {
  statements.prepare(UPSERT).run(user, deviceSn, conversation, mid);
  statements.prepare(DELIVERED).run(mid, user, conversation, mid);
}

const DELIVERED = `update conversation_members set delivered_mid = ?
  where user_id = ? and conversation_id = ? and delivered_mid < ?`;

const UPSERT = `insert into device_cursors (user_id, device_sn, conversation_id, mid) values (?, ?, ?, ?)
  on conflict (user_id, device_sn, conversation_id) do update set mid = max(device_cursors.mid, excluded.mid)`;
