import { type AppId, type GroupId, GroupNoticeType, type UserId } from '@warbler/protocol';
import type { DeliveredMeta } from '../../messages/index.ts';
import type { StoreContext } from '../../storage/index.ts';
import { type GroupAction, GroupRole, GroupType } from '../group.ts';
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
    departures.push({ group, change: isAlone ? { news: [], joined: [], left: [user] } : leave(store, action) });
  }
  return { departures, isDone: groups.length < limit };
}

const OTHERS = 'select 1 from group_members where app_id = ? and group_id = ? and user_id <> ? limit 1';

function leave(store: StoreContext, action: GroupAction): GroupChange {
  const { appId, group: groupId, actor } = action;
  const group = findGroup(store, appId, groupId);
  const isAlive = group?.isDestroyed === false;
  const handedOver = isAlive ? handOver(store, action) : [];
  deleteMember(store, action, actor);
  const change = { news: handedOver, joined: [], left: [actor] };
  if (!isAlive) return change;
  if (group.type === GroupType.chatroom) return { ...change, toldInPassingBy: actor };
  return { ...change, news: [...handedOver, tellGroup(store, action, { type: GroupNoticeType.LEAVED, to: [actor] })] };
}

function handOver(store: StoreContext, action: GroupAction): readonly DeliveredMeta[] {
  if (findMember(store, action, action.actor)?.role !== GroupRole.owner) return [];
  const heir = findHeir(store, action);
  return heir === undefined ? [] : transferGroup(store, { ...action, user: heir }).news;
}

/** Who comes next; a banned owner could not even hand the group on, so members who can act come first. */
function findHeir({ statements }: StoreContext, { appId, group, actor }: GroupAction): UserId | undefined {
  const admins = statements.prepare(`${MEMBERS} and role > ${GroupRole.member} ${THE_OLDEST}`).all(appId, group, actor);
  const oldest = [...admins, ...statements.prepare(`${MEMBERS} ${THE_OLDEST}`).all(appId, group, actor)];
  const heir = oldest.find(
    ({ user_id }) =>
      statements.prepare('select status from users where app_id = ? and user_id = ?').get(appId, user_id as UserId)
        ?.status === 'normal',
  );
  return (heir ?? oldest[0])?.user_id as UserId | undefined;
}

/** Nobody else is asked when as many as this are all banned. */
const HEIRS_MAX = 20;

const MEMBERS = 'select user_id from group_members where app_id = ? and group_id = ? and user_id <> ?';
const THE_OLDEST = `order by joined_at, user_id limit ${HEIRS_MAX}`;

function withdrawRequests({ statements }: StoreContext, { appId, user }: DepartInput): void {
  statements.prepare('delete from group_requests where app_id = ? and user_id = ?').run(appId, user);
  statements.prepare(WITHDRAW).run(appId, user);
}

const WITHDRAW = 'delete from group_requests where app_id = ? and inviter_id = ? and inviter_id > 0';
