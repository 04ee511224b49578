import { type AppId, type ClientMessageId, type DeviceSn, MetaNamespace, type UserId } from '@warbler/protocol';
import type { DeliveredMeta, NewMeta } from '../../messages/index.ts';
import { appendMeta, MetaKind, pairOf } from '../../messages/sql.ts';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import { SYSTEM } from './append-once.ts';

/** A message to every user of an app. */
export interface Broadcast {
  readonly id: number;
  readonly appId: AppId;
  readonly sentCount: number;
  /** Users when it began. */
  readonly totalCount: number;
  readonly isDone: boolean;
  readonly createdAtMs: number;
}

/** Writes a broadcast down; from then on it is carried out, also after a restart. */
export function startBroadcast(
  { statements }: StoreContext,
  input: { readonly appId: AppId; readonly payload: Uint8Array; readonly nowMs: number },
): Broadcast {
  const row = statements.prepare(START).get(input.appId, input.payload, input.appId, input.nowMs);
  return toBroadcast(row as SqlRow);
}

const START = `insert into broadcasts (app_id, payload, total_count, created_at)
  values (?, ?, (select count(*) from users where app_id = ? and status <> 'deleted'), ?) returning *`;

/** What one step of a broadcast did. */
export interface BroadcastStep {
  /** To hand to the devices that are online. */
  readonly news: readonly DeliveredMeta[];
  readonly isDone: boolean;
}

/** Sends a broadcast to the next users: the messages and how far it came are one unit, so that nobody gets it twice. */
export function stepBroadcast(
  store: StoreContext,
  { id, usersMax, nowMs }: { readonly id: number; readonly usersMax: number; readonly nowMs: number },
): BroadcastStep {
  const row = store.statements.prepare('select * from broadcasts where id = ? and is_done = 0').get(id);
  if (row === undefined) return { news: [], isDone: true };
  const appId = row.app_id as AppId;
  const users = store.statements.prepare(NEXT_USERS).all(appId, row.after_id as number, usersMax);
  const news = users.map(({ user_id: user }) =>
    tell(store, { appId, user: user as UserId, payload: row.payload as Uint8Array, nowMs }),
  );
  const isDone = users.length < usersMax;
  const last = users.at(-1)?.user_id ?? row.after_id;
  store.statements.prepare(PROGRESS).run(last as number, users.length, isDone ? 1 : 0, isDone ? nowMs : null, id);
  return { news, isDone };
}

const NEXT_USERS = `select user_id from users where app_id = ? and user_id > ? and status <> 'deleted'
  order by user_id limit ?`;

const PROGRESS = `update broadcasts set after_id = ?, sent_count = sent_count + ?, is_done = ?, done_at = ? where id = ?`;

/** The broadcasts that are not done, the oldest first. */
export function listUnfinishedBroadcasts({ statements }: StoreContext): readonly Broadcast[] {
  return statements.prepare('select * from broadcasts where is_done = 0 order by id').all().map(toBroadcast);
}

/** A broadcast of an app; undefined when there is none with this id. */
export function findBroadcast(
  { statements }: StoreContext,
  { appId, id }: { readonly appId: AppId; readonly id: number },
): Broadcast | undefined {
  const row = statements.prepare('select * from broadcasts where app_id = ? and id = ?').get(appId, id);
  return row === undefined ? undefined : toBroadcast(row);
}

function tell(
  store: StoreContext,
  message: { readonly appId: AppId; readonly user: UserId; readonly payload: Uint8Array; readonly nowMs: number },
): DeliveredMeta {
  const meta = systemMeta(message.appId, message.user, message.payload, message.nowMs);
  const { mid, sentAtMs } = appendMeta(store, meta);
  return { meta, mid, sentAtMs };
}

/** A message of the system to a user, in the system conversation. */
function systemMeta(appId: AppId, user: UserId, payload: Uint8Array, nowMs: number): NewMeta {
  return {
    pair: pairOf(appId, user, SYSTEM),
    kind: MetaKind.counted,
    from: SYSTEM,
    fromSn: 0 as DeviceSn,
    to: user,
    audience: 'everyone',
    clientMid: 0 as ClientMessageId,
    namespace: MetaNamespace.MESSAGE,
    payload,
    nowMs,
  };
}

function toBroadcast(row: SqlRow): Broadcast {
  return {
    id: row.id as number,
    appId: row.app_id as AppId,
    sentCount: row.sent_count as number,
    totalCount: row.total_count as number,
    isDone: row.is_done === 1,
    createdAtMs: row.created_at as number,
  };
}
