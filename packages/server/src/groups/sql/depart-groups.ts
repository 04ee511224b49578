import { type AppId, type GroupId, GroupNoticeType, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { type GroupAction, GroupRole } from '../group.ts';
import { deleteMember } from './add-members.ts';
import { transferGroup } from './change-roles.ts';
import { type GroupChange, tellGroup } from './group-change.ts';
import { findGroup, findMember } from './group-rows.ts';
import { destroyGroup } from './leave-group.ts';

/** A deleted user is taken out of groups. */
export interface DepartInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly nowMs: number;
  /** Groups in one go at most. */
  readonly limit: number;
}

/** What came of it in one group. */
export interface GroupDeparture {
  readonly group: GroupId;
  readonly change: GroupChange;
}

/**
 * Takes a deleted user out of some of the groups that they are in: a group of theirs goes to its longest-standing admin,
 * else to its longest-standing member; where they were alone it is dissolved. Their applications and invitations are
 * withdrawn.
 *
 * @returns what came of it; fewer groups than the limit mean that none is left
 */
export function departGroups(store: StoreContext, input: DepartInput): readonly GroupDeparture[] {
  const { appId, user, nowMs, limit } = input;
  withdrawRequests(store, input);
  return store.statements
    .prepare('select group_id from group_members where app_id = ? and user_id = ? order by group_id limit ?')
    .all(appId, user, limit)
    .map((row) => {
      const group = row.group_id as GroupId;
      return { group, change: depart(store, { appId, group, actor: user, nowMs }) };
    });
}

function depart(store: StoreContext, action: GroupAction): GroupChange {
  const { appId, group, actor } = action;
  const isAlive = findGroup(store, appId, group)?.isDestroyed === false;
  const news = isAlive ? [...handOver(store, action)] : [];
  deleteMember(store, action, actor);
  // Nobody hears of it where nobody is left.
  if (isAlive && findGroup(store, appId, group)?.isDestroyed === false) {
    news.push(tellGroup(store, action, { type: GroupNoticeType.LEAVED, to: [actor] }));
  }
  return { news, joined: [], left: [actor] };
}

function handOver(store: StoreContext, action: GroupAction): GroupChange['news'] {
  if (findMember(store, action, action.actor)?.role !== GroupRole.owner) return [];
  const { appId, group, actor } = action;
  const heir = store.statements.prepare(HEIR).get(appId, group, actor);
  if (heir === undefined) return destroyGroup(store, action).news;
  return transferGroup(store, { ...action, user: heir.user_id as UserId }).news;
}

/** Members who can act come first: a banned owner could not even hand the group on. */
const HEIR = `select m.user_id from group_members m
  join users u on u.app_id = m.app_id and u.user_id = m.user_id and u.status <> 'deleted'
  where m.app_id = ? and m.group_id = ? and m.user_id <> ?
  order by u.status <> 'normal', m.role desc, m.joined_at, m.user_id limit 1`;

function withdrawRequests({ statements }: StoreContext, { appId, user }: DepartInput): void {
  statements.prepare('delete from group_requests where app_id = ? and user_id = ?').run(appId, user);
  statements.prepare(WITHDRAW).run(appId, user);
}

const WITHDRAW = 'delete from group_requests where app_id = ? and inviter_id = ? and inviter_id > 0';
