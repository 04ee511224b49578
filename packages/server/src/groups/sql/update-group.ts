import { GroupNoticeType, ImError, type UserId } from '@warbler/protocol';
import { openGroupLog, Reception, setHistoryOpen, setReadReceipts, setReception } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import { type GroupAction, GroupRole, GroupType } from '../group.ts';
import { type GroupChange, tellGroup, telling, tellMember } from './group-change.ts';
import { requireRole } from './group-rows.ts';

/** Facts of a group that members may change when the group says so. */
export const INFO_FIELDS = ['name', 'avatar', 'description', 'ext'] as const;

/** Settings that only admins change. */
export const SETTING_FIELDS = [
  'apply_approval',
  'member_invite',
  'member_modify',
  'read_ack',
  'history_visible',
  'hide_member_info',
  'mention_all_admins_only',
] as const;

/** One fact or setting, by its name in the contract. */
export interface UpdateGroupInput extends GroupAction {
  readonly field: (typeof INFO_FIELDS)[number] | (typeof SETTING_FIELDS)[number];
  readonly value: string | number | boolean;
}

/** Changes a group. @throws ImError `groupNotFound`, `memberRightNeeded`, `adminRightNeeded` */
export function updateGroup(store: StoreContext, input: UpdateGroupInput): GroupChange {
  if ((INFO_FIELDS as readonly string[]).includes(input.field)) requireMayEditInfo(store, input);
  else requireRole(store, input, GroupRole.admin);
  store.statements
    .prepare(`update groups set ${input.field} = ?, updated_at = ? where app_id = ? and group_id = ?`)
    .run(typeof input.value === 'boolean' ? Number(input.value) : input.value, input.nowMs, input.appId, input.group);
  tellLog(store, input);
  // Clients lay this over what they know of the group, so a switch must be a boolean here too.
  const content = JSON.stringify({ property: input.field, [input.field]: input.value });
  return telling(tellGroup(store, input, { type: GroupNoticeType.INFO_UPDATED, to: [], content }));
}

/**
 * Who may change the facts of a group: its admins, all members where the group says so.
 *
 * @returns who acts
 * @throws ImError `groupNotFound`, `memberRightNeeded`, `adminRightNeeded`
 */
export function requireMayEditInfo(store: StoreContext, action: GroupAction): UserId {
  const { group, actor } = requireRole(store, action, GroupRole.member);
  if (actor.role < GroupRole.admin && !group.memberModify) throw new ImError('adminRightNeeded');
  return actor.userId;
}

/** The log keeps by itself what it has to know with every message. */
function tellLog(store: StoreContext, { appId, group, field, value }: UpdateGroupInput): void {
  if (field === 'history_visible') setHistoryOpen(store, openGroupLog(store, appId, group), value === true);
  if (field === 'read_ack') setReadReceipts(store, openGroupLog(store, appId, group), value === true);
}

/** What a member sets for themselves. */
export interface UpdateMemberInput extends GroupAction {
  readonly field: 'display_name' | 'mute_mode' | 'push_mode';
  readonly value: string | number;
}

/** Changes one's own card or how one receives the group. @throws ImError `groupNotFound`, `memberRightNeeded` */
export function updateMember(store: StoreContext, input: UpdateMemberInput): GroupChange {
  const { group } = requireRole(store, input, GroupRole.member);
  const { appId, field, value, actor } = input;
  store.statements
    .prepare(`update group_members set ${field} = ? where app_id = ? and group_id = ? and user_id = ?`)
    .run(value, appId, input.group, actor);
  if (field === 'display_name') {
    const content = JSON.stringify({ property: field, [field]: value });
    return telling(tellGroup(store, input, { type: GroupNoticeType.INFO_UPDATED, to: [actor], content }));
  }
  if (field === 'mute_mode') {
    const open = group.type === GroupType.chatroom ? Reception.uncounted : Reception.normal;
    const reception = value === MUTE_BLOCK ? Reception.blocked : open;
    setReception(store, { log: openGroupLog(store, appId, input.group), user: actor, reception });
  }
  const content = JSON.stringify({ [`msg_${field}`]: value });
  return telling(tellMember(store, input, actor, { type: GroupNoticeType.MESSAGE_SETTING, to: [actor], content }));
}

/** The mute mode in which no messages are received (rest-api.md, /group/msg/mute_mode). */
export const MUTE_BLOCK = 2;
