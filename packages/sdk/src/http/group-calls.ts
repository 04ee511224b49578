import { type GroupId, ImError, parseGroupId, parseUserId, type UserId } from '@warbler/protocol';
import { nameOfText } from '../connection/error-name-of.ts';
import type { Group, GroupChanges, GroupMuteMode, MemberResult, NewGroup } from '../groups/group.ts';
import { approvals, groupTypes, muteModes } from '../groups/group-words.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf, truthOf, wordOf } from './fields.ts';
import type { UserRest } from './user-rest.ts';

/** A group as the server shows it to anybody: what this user is in it has to be found out. */
export type GroupFacts = Omit<Group, 'myRole'>;

/** What lists tell of a group. */
export type BriefGroup = Pick<
  Group,
  | 'id'
  | 'name'
  | 'avatar'
  | 'type'
  | 'ownerId'
  | 'memberCount'
  | 'capacity'
  | 'isDestroyed'
  | 'applyApproval'
  | 'muteMode'
>;

/** A member as lists show them, without the role. */
export interface MemberRow {
  readonly userId: UserId;
  readonly displayName: string;
  readonly bannedUntilMs: number;
}

/** Groups that one call asks about. */
const groupsPerCall = 200;
/** Members of a page, and pages that are read at most: larger groups are not read to their ends. */
const membersPerPage = 1_000;
const maxMemberPages = 5;
const maxBlockedPages = 10;

/** Calls that change facts and settings of a group, by the name of what they change. */
const changePaths: Readonly<Record<keyof GroupChanges, string>> = {
  name: 'info/name',
  description: 'info/description',
  avatar: 'info/avatar',
  applyApproval: 'settings/require_admin_approval',
  allowsMemberInvite: 'settings/allow_member_invitation',
  allowsMemberEdit: 'settings/allow_member_modify',
  hasReadReceipts: 'settings/enable_read_ack',
  showsHistoryToNew: 'settings/history_visible',
  hidesMembers: 'settings/hide_member_info',
};

/** The REST calls about groups (rest-api.md §4.7). */
export class GroupCalls {
  readonly #rest: UserRest;

  constructor(rest: UserRest) {
    this.#rest = rest;
  }

  async joined(): Promise<readonly GroupId[]> {
    return listOf(await this.#rest.get('/group/user_joined')).map(parseGroupId);
  }

  /** What lists show of groups; unknown ones are left out. */
  async brief(ids: readonly GroupId[]): Promise<readonly BriefGroup[]> {
    const found: BriefGroup[] = [];
    for (let at = 0; at < ids.length; at += groupsPerCall) {
      const body = { group_list: ids.slice(at, at + groupsPerCall) };
      const rows = listOf(await this.#rest.post('/group/info/batch', body)).map(fieldsOf);
      found.push(...rows.map((row) => readBrief(row, 'owner')));
    }
    return found;
  }

  /** @throws ImError `groupNotFound`. */
  async facts(id: GroupId): Promise<GroupFacts> {
    return readFacts(fieldsOf(await this.#rest.get('/group/info', { group_id: id })));
  }

  /** The admins, without the owner. @throws ImError `groupNotFound`, `memberRightNeeded`. */
  async admins(id: GroupId): Promise<readonly UserId[]> {
    const rows = listOf(await this.#rest.get('/group/admin_list', { group_id: id }));
    return rows.map((row) => readMember(row).userId);
  }

  /** The first 5,000 members. @throws ImError `groupNotFound`, `memberRightNeeded`. */
  async members(id: GroupId): Promise<readonly MemberRow[]> {
    const query = { group_id: id, limit: membersPerPage };
    const { rows } = await this.#rest.rows('/group/member_list', query, maxMemberPages);
    return rows.map(readMember);
  }

  /** @throws ImError `createdGroupLimit`, `joinedGroupLimit`, `groupFull`. */
  async create({ name, type = 'private', members = [], description = '' }: NewGroup): Promise<GroupFacts> {
    const body = { name, description, type: groupTypes.indexOf(type), user_list: members };
    return readFacts(fieldsOf(await this.#rest.post('/group/create', body)));
  }

  /** A call that names users; tells for each what became of it. */
  async toMembers(
    path: 'invite' | 'kick' | 'block' | 'unblock' | 'ban' | 'unban' | 'admin/add' | 'admin/remove',
    id: GroupId,
    userIds: readonly UserId[],
    also: { readonly reason?: string; readonly duration?: number } = {},
  ): Promise<readonly MemberResult[]> {
    const body = { group_id: id, user_list: userIds, ...also };
    return listOf(await this.#rest.post(`/group/${path}`, body)).map((row) => readResult(fieldsOf(row)));
  }

  async blocked(id: GroupId): Promise<readonly UserId[]> {
    const query = { group_id: id, limit: membersPerPage };
    const { rows } = await this.#rest.rows('/group/blocked_list', query, maxBlockedPages);
    return rows.map((row) => parseUserId(fieldsOf(row).user_id));
  }

  /** A call that names nothing but the group. */
  async simple(path: 'leave' | 'destroy', id: GroupId): Promise<void> {
    await this.#rest.post(`/group/${path}`, {}, { group_id: id });
  }

  async transfer(id: GroupId, userId: UserId): Promise<void> {
    await this.#rest.post('/group/transfer', { group_id: id, new_owner: userId });
  }

  /** Negative minutes: for ever; 0 ends it. Resolves to the end, in ms since the epoch, 0 or -1. */
  async banAll(id: GroupId, minutes: number): Promise<number> {
    const path = minutes === 0 ? 'unban_all' : 'ban_all';
    const body = { group_id: id, ...(minutes === 0 ? {} : { duration: minutes }) };
    const answer = await this.#rest.post(`/group/settings/${path}`, body);
    return minutes === 0 ? 0 : numberOf(fieldsOf(answer), 'ban_expire_time');
  }

  /** Changes one fact or setting. */
  async change(id: GroupId, name: keyof GroupChanges, changes: GroupChanges): Promise<void> {
    const { applyApproval = 'acceptAll' } = changes;
    const changed =
      name === 'applyApproval' ? { apply_approval: approvals.indexOf(applyApproval) } : { value: changes[name] };
    await this.#rest.post(`/group/${changePaths[name]}`, { group_id: id, ...changed });
  }

  async setDisplayName(id: GroupId, name: string): Promise<void> {
    await this.#rest.post('/group/display_name', { group_id: id, value: name });
  }

  async setMuteMode(id: GroupId, mode: GroupMuteMode): Promise<void> {
    await this.#rest.post('/group/msg/mute_mode', { group_id: id, msg_mute_mode: muteModes.indexOf(mode) });
  }
}

function readBrief(fields: Fields, owner: 'owner' | 'owner_id'): BriefGroup {
  const avatar = textOf(fields, 'avatar');
  return {
    id: parseGroupId(fields.group_id),
    name: textOf(fields, 'name'),
    ...(avatar === '' ? {} : { avatar }),
    type: wordOf(fields, 'type', groupTypes),
    ownerId: parseUserId(fields[owner]),
    memberCount: numberOf(fields, 'count'),
    capacity: numberOf(fields, 'capacity'),
    isDestroyed: numberOf(fields, 'status') === 1,
    applyApproval: wordOf(fields, 'apply_approval', approvals),
    muteMode: wordOf(fields, 'msg_mute_mode', muteModes),
  };
}

function readFacts(fields: Fields): GroupFacts {
  return {
    ...readBrief(fields, 'owner_id'),
    description: textOf(fields, 'description'),
    allowsMemberInvite: truthOf(fields, 'member_invite'),
    allowsMemberEdit: truthOf(fields, 'member_modify'),
    hasReadReceipts: truthOf(fields, 'read_ack'),
    showsHistoryToNew: truthOf(fields, 'history_visible'),
    hidesMembers: truthOf(fields, 'hide_member_info'),
    bannedUntilMs: numberOf(fields, 'ban_expire_time'),
  };
}

function readMember(row: unknown): MemberRow {
  const fields = fieldsOf(row);
  return {
    userId: parseUserId(fields.user_id),
    displayName: textOf(fields, 'display_name'),
    bannedUntilMs: numberOf(fields, 'expired_time'),
  };
}

function readResult(fields: Fields): MemberResult {
  const userId = parseUserId(fields.user_id);
  if (textOf(fields, 'result') === 'success') return { userId };
  return { userId, failure: textOf(fields, 'reason') || new ImError('failed').message };
}

/** The results, when it worked for at least one of those who were named. @throws ImError why it worked for none. */
export function forOneAtLeast(results: readonly MemberResult[]): readonly MemberResult[] {
  const [first] = results;
  if (first?.failure === undefined || results.some(({ failure }) => failure === undefined)) return results;
  throw new ImError(nameOfText(first.failure) ?? 'failed', { message: first.failure });
}
