import type { DeviceSn, MessageId, UserId } from '@warbler/protocol';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import type { NewMeta } from '../meta.ts';

/** A meta for one member of a conversation, with what the log set on it. */
interface PersonalMeta {
  readonly conversation: number;
  readonly user: UserId;
  readonly mid: MessageId;
  readonly meta: NewMeta;
  readonly digest: number;
}

/** Writes a meta that only one member gets. The log of the conversation does not grow, so nobody else looks at it. */
export function appendPersonal(
  { statements }: StoreContext,
  { conversation, user, mid, meta, digest }: PersonalMeta,
): void {
  const { slot = 0, from, fromSn, to, clientMid, nowMs, namespace, payload } = meta;
  if (slot > 0) statements.prepare(EMPTY_SLOT).run(conversation, user, slot);
  const values = [
    conversation,
    user,
    mid,
    slot,
    from,
    fromSn,
    to,
    clientMid,
    digest,
    nowMs,
    namespace,
    payload,
  ] as const;
  statements.prepare(INSERT).run(...values);
  statements.prepare(STREAM_END).run(mid, user, conversation);
  statements.prepare('update conversations set personal_top_mid = ? where id = ?').run(mid, conversation);
}

const EMPTY_SLOT = 'delete from personal_metas where conversation_id = ? and user_id = ? and slot = ?';

const INSERT = `insert into personal_metas (conversation_id, user_id, mid, slot, from_id, from_sn, to_id, client_mid, digest,
  sent_at, namespace, payload) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const STREAM_END = 'update conversation_members set personal_mid = ? where user_id = ? and conversation_id = ?';

/** The row of the same send, if there was one. */
export function personalRepeat(
  { statements }: StoreContext,
  conversation: number,
  user: UserId,
  { from, fromSn, clientMid }: NewMeta,
  digest: number,
): SqlRow | undefined {
  return statements.prepare(SENT_BEFORE).get(conversation, user, from, fromSn, clientMid, digest);
}

const SENT_BEFORE = `select mid, sent_at from personal_metas where conversation_id = ? and user_id = ?
  and from_id = ? and from_sn = ? and client_mid = ? and client_mid > 0 and digest = ?`;

/** What only this member gets after a meta, without what the device itself sent; oldest first. */
export function personalMetas(
  { statements }: StoreContext,
  device: {
    readonly conversation: number;
    readonly user: UserId;
    readonly deviceSn: DeviceSn;
    readonly after: MessageId;
  },
  limit: number,
): readonly SqlRow[] {
  const { conversation, user, deviceSn, after } = device;
  return statements.prepare(PERSONAL_STREAM).all(conversation, user, after, user, deviceSn, limit);
}

const PERSONAL_STREAM = `select mid, from_id, from_sn, to_id, sent_at, namespace, payload from personal_metas
  where conversation_id = ? and user_id = ? and mid > ? and not (from_id = ? and from_sn = ?) order by mid limit ?`;
