import { type AppId, type GroupId, GroupNoticeType, ImError, parseGroupId, type UserId } from '@warbler/protocol';
import { openGroupLog } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import { ApplyApproval, type Group, type GroupLimits, GroupRole, GroupType } from '../group.ts';
import { entryProblem, insertMember, JOINED_COUNT } from './add-members.ts';
import { type GroupChange, tellGroup } from './group-change.ts';
import { requireGroup } from './group-rows.ts';

/** A group that somebody makes. */
export interface CreateGroupInput {
  readonly appId: AppId;
  readonly actor: UserId;
  readonly nowMs: number;
  readonly type: number;
  readonly name: string;
  readonly avatar: string;
  readonly description: string;
  /** Members from the start, beside the owner. */
  readonly users: readonly UserId[];
  readonly limits: GroupLimits;
}

/**
 * Makes a group of its owner and the users that may be added; others are left out.
 *
 * @throws ImError `appGroupLimit`, `createdGroupLimit`, `joinedGroupLimit`, `groupFull`
 */
export function createGroup(store: StoreContext, input: CreateGroupInput): GroupChange & { readonly group: Group } {
  const { appId, actor, nowMs, type, limits } = input;
  requireRoom(store, input);
  const groupId = nextGroupId(store);
  const approval = type === GroupType.chatroom ? ApplyApproval.acceptAll : ApplyApproval.adminDecides;
  store.statements
    .prepare(INSERT)
    .run(appId, groupId, type, actor, input.name, input.avatar, input.description, approval, nowMs, nowMs);
  store.statements.prepare(COUNT_GROUP).run(appId);
  openGroupLog(store, appId, groupId);
  const action = { appId, group: groupId, actor, nowMs };
  const created = requireGroup(store, action);
  insertMember(store, action, created, actor, GroupRole.owner);
  const joined = input.users.filter((user) => entryProblem(store, action, created, user, limits) === undefined);
  for (const user of joined) insertMember(store, action, created, user, GroupRole.member);
  const members = [actor, ...joined];
  const news = [tellGroup(store, action, { type: GroupNoticeType.CREATED, to: members, content: input.name })];
  return { news, joined: members, left: [], group: requireGroup(store, action) };
}

const INSERT = `insert into groups (app_id, group_id, type, owner_id, name, avatar, description, apply_approval,
  created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const COUNT_GROUP = `insert into group_counts (app_id, living) values (?, 1)
  on conflict (app_id) do update set living = group_counts.living + 1`;

function requireRoom({ statements }: StoreContext, { appId, actor, type, users, limits }: CreateGroupInput): void {
  const living = statements.prepare('select living from group_counts where app_id = ?').get(appId);
  if (((living?.living ?? 0) as number) >= limits.groupsPerApp) throw new ImError('appGroupLimit');
  const owned = statements
    .prepare('select count(*) as count from groups where app_id = ? and owner_id = ? and status = 0')
    .get(appId, actor);
  if ((owned?.count as number) >= limits.groupsCreated) throw new ImError('createdGroupLimit');
  const joined = statements.prepare(`select ${JOINED_COUNT} as count`).get(appId, actor);
  if ((joined?.count as number) >= limits.groupsJoined) throw new ImError('joinedGroupLimit');
  const capacity = type === GroupType.chatroom ? limits.chatroomMembers : limits.groupMembers;
  if (users.length + 1 > capacity) throw new ImError('groupFull');
}

/** Odd, and never met twice over all apps: the first is 2^41 + 1. */
function nextGroupId({ statements }: StoreContext): GroupId {
  const row = statements.prepare("update id_counters set last = last + 1 where name = 'group' returning last").get();
  return parseGroupId(FIRST_ID + 2 * (row?.last as number));
}

const FIRST_ID = 2 ** 41 - 1;
