import type { AppId, ConversationId, DeviceSn, MessageId, UserId } from '@warbler/protocol';
import { findLog, keyOf } from '../../messages/sql.ts';
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
    // A device may be removed while what it acknowledged last is on its way here.
    if (log === undefined || store.statements.prepare(DEVICE).get(appId, user, deviceSn) === undefined) continue;
    saveCursor(store, { user, deviceSn, conversation: log.id, mid: Math.min(mid, log.lastMid) as MessageId });
  }
}

const DEVICE = 'select 1 from devices where app_id = ? and user_id = ? and device_sn = ?';

/** Keeps one cursor; it never goes back. */
export function saveCursor(
  { statements }: StoreContext,
  cursor: Pick<Cursor, 'user' | 'deviceSn' | 'mid'> & { readonly conversation: number },
): void {
  statements.prepare(UPSERT).run(cursor.user, cursor.deviceSn, cursor.conversation, cursor.mid);
}

const UPSERT = `insert into device_cursors (user_id, device_sn, conversation_id, mid) values (?, ?, ?, ?)
  on conflict (user_id, device_sn, conversation_id) do update set mid = max(mid, excluded.mid)`;
