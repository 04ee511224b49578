import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { Relation, type StoredRelation } from '../relation.ts';

/** What one user keeps about another. */
export interface Tie {
  readonly relation: StoredRelation;
  readonly isBlocked: boolean;
  readonly alias: string;
  readonly ext: string;
  readonly isMuted: boolean;
}

/** Whose tie it is, and to whom. */
export interface TieKey {
  readonly appId: AppId;
  readonly user: UserId;
  readonly peer: UserId;
}

/** What `user` keeps about `peer`; undefined when they never had to do with each other. */
export function findTie({ statements }: StoreContext, { appId, user, peer }: TieKey): Tie | undefined {
  const row = statements.prepare(TIE).get(appId, user, peer);
  if (row === undefined) return undefined;
  return {
    relation: row.relation as StoredRelation,
    isBlocked: row.is_blocked === 1,
    alias: row.alias as string,
    ext: row.ext as string,
    isMuted: row.mute_notification === 1,
  };
}

const TIE = `select relation, is_blocked, alias, ext, mute_notification from roster
  where app_id = ? and user_id = ? and roster_id = ?`;

/** Sets the relation; a block and the notes stay, but that a new alias takes the place of the old one. */
export function setRelation(
  { statements }: StoreContext,
  { appId, user, peer }: TieKey,
  {
    relation,
    alias = '',
    nowMs,
  }: { readonly relation: StoredRelation; readonly alias?: string; readonly nowMs: number },
): void {
  statements.prepare(SET_RELATION).run(appId, user, peer, relation, alias, nowMs);
}

const SET_RELATION = `insert into roster (app_id, user_id, roster_id, relation, alias, created_at) values (?, ?, ?, ?, ?, ?)
  on conflict (app_id, user_id, roster_id) do update set relation = excluded.relation,
    alias = case when excluded.alias = '' then roster.alias else excluded.alias end`;

/** Blocks or lifts the block; the relation stays. */
export function setBlocked(
  { statements }: StoreContext,
  { appId, user, peer }: TieKey,
  { isBlocked, nowMs }: { readonly isBlocked: boolean; readonly nowMs: number },
): void {
  statements.prepare(SET_BLOCKED).run(appId, user, peer, Relation.stranger, isBlocked ? 1 : 0, nowMs);
}

const SET_BLOCKED = `insert into roster (app_id, user_id, roster_id, relation, is_blocked, created_at)
  values (?, ?, ?, ?, ?, ?) on conflict (app_id, user_id, roster_id) do update set is_blocked = excluded.is_blocked`;

/** How many friends a user has, blocked ones too: they are friends again once the block is lifted. */
export function countFriends({ statements }: StoreContext, appId: AppId, user: UserId): number {
  return statements.prepare(FRIENDS).get(appId, user)?.count as number;
}

const FRIENDS = `select count(*) as count from roster
  where app_id = ? and user_id = ? and is_blocked in (0, 1) and relation = ${Relation.friend}`;

/** How many users a user blocks. */
export function countBlocked({ statements }: StoreContext, appId: AppId, user: UserId): number {
  return statements.prepare(BLOCKED).get(appId, user)?.count as number;
}

const BLOCKED = 'select count(*) as count from roster where app_id = ? and user_id = ? and is_blocked = 1';

/** @throws ImError `userNotFound`; `userDeleted` unless deleted ones will do */
export function requireUser(
  { statements }: StoreContext,
  {
    appId,
    user,
    mayBeDeleted = false,
  }: { readonly appId: AppId; readonly user: UserId; readonly mayBeDeleted?: boolean },
): void {
  const row = statements.prepare(USER).get(appId, user);
  if (row === undefined) throw new ImError('userNotFound', { details: { userId: user } });
  if (row.is_deleted === 1 && !mayBeDeleted) throw new ImError('userDeleted');
}

const USER = "select status = 'deleted' as is_deleted from users where app_id = ? and user_id = ?";

/** @throws ImError `inBlocklist` when either of the two blocks the other */
export function requireNoBlock({ statements }: StoreContext, { appId, user, peer }: TieKey): void {
  const row = statements.prepare(EITHER_BLOCKS).get(appId, user, peer, appId, peer, user);
  if (row !== undefined) throw new ImError('inBlocklist');
}

const EITHER_BLOCKS = `select 1 from roster where app_id = ? and user_id = ? and roster_id = ? and is_blocked = 1
  union all select 1 from roster where app_id = ? and user_id = ? and roster_id = ? and is_blocked = 1`;
