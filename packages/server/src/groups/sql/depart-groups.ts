import { type AppId, type GroupId, GroupNoticeType, type UserId } from '@warbler/protocol';
import type { DeliveredMeta } from '../../messages/index.ts';
import type { StoreContext } from '../../storage/index.ts';
import { type GroupAction, GroupRole } from '../group.ts';
import { deleteMember } from './add-members.ts';
import { transferGroup } from './change-roles.ts';
import { eraseGroup } from './erase-group.ts';
import { type GroupChange, tellGroup } from './group-change.ts';
import { findGroup, findMember } from './group-rows.ts';

/** A deleted user is taken out of groups. */
export interface DepartInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly nowMs: number;
  /** Groups in one go at most. */
  readonly limit: number;
  /** Messages erased in one go at most. */
  readonly messagesMax: number;
}

/** What came of it, group by group. */
export interface Departed {
  readonly departures: readonly { readonly group: GroupId; readonly change: GroupChange }[];
  /** The user is in no group any more. */
  readonly isDone: boolean;
}

/**
 * Takes a deleted user out of some of the groups that they are in: a group of theirs goes to its longest-standing admin,
 * else to its longest-standing member; where nobody else is left it is erased. Their applications and invitations are
 * withdrawn.
 */
export function departGroups(store: StoreContext, input: DepartInput): Departed {
  const { appId, user, nowMs, limit, messagesMax } = input;
  withdrawRequests(store, input);
  const groups = store.statements
    .prepare('select group_id from group_members where app_id = ? and user_id = ? order by group_id limit ?')
    .all(appId, user, limit)
    .map((row) => row.group_id as GroupId);
  const departures: { group: GroupId; change: GroupChange }[] = [];
  for (const group of groups) {
    const action = { appId, group, actor: user, nowMs };
    const isAlone = store.statements.prepare(OTHERS).get(appId, group, user) === undefined;
    if (isAlone && !eraseGroup(store, action, messagesMax)) return { departures, isDone: false };
    const news = isAlone ? [] : leave(store, action);
    departures.push({ group, change: { news, joined: [], left: [user] } });
  }
  return { departures, isDone: groups.length < limit };
}

const OTHERS = 'select 1 from group_members where app_id = ? and group_id = ? and user_id <> ? limit 1';

function leave(store: StoreContext, action: GroupAction): readonly DeliveredMeta[] {
  const { appId, group, actor } = action;
  if (findGroup(store, appId, group)?.isDestroyed !== false) {
    deleteMember(store, action, actor);
    return [];
  }
  const handedOver = handOver(store, action);
  deleteMember(store, action, actor);
  return [...handedOver, tellGroup(store, action, { type: GroupNoticeType.LEAVED, to: [actor] })];
}

function handOver(store: StoreContext, action: GroupAction): readonly DeliveredMeta[] {
  if (findMember(store, action, action.actor)?.role !== GroupRole.owner) return [];
  const { appId, group, actor } = action;
  const heir = store.statements.prepare(HEIR).get(appId, group, actor);
  return heir === undefined ? [] : transferGroup(store, { ...action, user: heir.user_id as UserId }).news;
}

/** Members who can act come first: a banned owner could not even hand the group on. */
const HEIR = `select m.user_id from group_members m
  join users u on u.app_id = m.app_id and u.user_id = m.user_id
  where m.app_id = ? and m.group_id = ? and m.user_id <> ?
  order by u.status <> 'normal', m.role desc, m.joined_at, m.user_id limit 1`;

function withdrawRequests({ statements }: StoreContext, { appId, user }: DepartInput): void {
  statements.prepare('delete from group_requests where app_id = ? and user_id = ?').run(appId, user);
  statements.prepare(WITHDRAW).run(appId, user);
}

const WITHDRAW = 'delete from group_requests where app_id = ? and inviter_id = ? and inviter_id > 0';
