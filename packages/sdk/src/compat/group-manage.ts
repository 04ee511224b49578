import { Contacts } from './contacts.ts';
import { callsOf } from './floo-rest.ts';
import { conversationIdOf, type FlooId } from './given-ids.ts';
import { operationsOf } from './operations.ts';
import { consumeMention } from './recents.ts';
import type { Row, World } from './world.ts';

/** `im.groupManage`: groups, their members and settings, and what is said in them (sdk-web.md §5). */
export function groupManage(world: World) {
  const contacts = new Contacts(world);
  const operations = operationsOf(world);
  return {
    ...callsOf(world.rest, {
      asyncGetInfo: 'G /group/info group_id',
      asyncGetUserJoined: 'G /group/user_joined',
      asyncGetMemberList: 'G /group/member_list group_id',
      asyncCreate: 'B /group/create name',
      asyncDestroy: 'Q /group/destroy group_id',
      asyncLeave: 'Q /group/leave group_id',
      asyncApply: 'B /group/apply group_id',
      asyncApplyHandle: 'B /group/apply/handle approval group_id user_id',
      asncGetApplicationList: 'B /group/application_list group_list',
      asyncInvite: 'B /group/invite user_list group_id',
      asyncInviteHandle: 'B /group/invite/handle approval user_id group_id',
      asyncGetInvitationList: 'G /group/invitation_list',
      asyncKick: 'B /group/kick user_list group_id',
      asyncGroupBlock: 'B /group/block user_list group_id',
      asyncGroupUnblock: 'B /group/unblock user_list group_id',
      asyncGroupBockedlist: 'G /group/blocked_list group_id',
      asyncGroupBab: 'B /group/ban group_id duration user_list',
      asyncGroupUnban: 'B /group/unban group_id user_list',
      asyncGroupBannedList: 'G /group/banned_list group_id',
      asyncBanAll: 'B /group/settings/ban_all group_id duration',
      asyncUnBanAll: 'B /group/settings/unban_all group_id',
      asyncGetAdminList: 'G /group/admin_list group_id',
      asyncAdminAdd: 'B /group/admin/add group_id user_list',
      asyncAdminRemove: 'B /group/admin/remove group_id user_list',
      asyncOwnerTransfer: 'B /group/transfer group_id new_owner',
      asyncGetAnouncementById: 'G /group/announcement announcement_id group_id',
      asyncGetAnnouncementList: 'G /group/announcement/list group_id',
      asyncAnnouncementEdit: 'B /group/announcement/edit group_id title content',
      asyncAnouncementDelete: 'Q /group/announcement/delete announcement_id group_id',
      asyncUpdateName: 'B /group/info/name group_id value',
      asyncUpdateDescription: 'B /group/info/description group_id value',
      asyncUpdateAvatar: 'B /group/info/avatar group_id value',
      asyncUpdateExt: 'B /group/info/ext group_id value',
      asyncUpdateDisplayName: 'B /group/display_name group_id value',
      asyncGetMemberDisplayName: 'B /group/members/display_name group_id user_list',
      asyncGroupMsgMutemode: 'B /group/msg/mute_mode group_id msg_mute_mode',
      asyncUpdateMsgNotDisturb: 'B /group/msg/not_disturb group_id value',
      asyncGetPublicList: 'G /group/public_list',
      asyncGetSettings: 'G /group/settings group_id',
      asyncUpdateAllowMemberInvitation: 'B /group/settings/allow_member_invitation group_id value',
      asyncUpdateAllowMemberModify: 'B /group/settings/allow_member_modify group_id value',
      asyncUpdateEnableReadack: 'B /group/settings/enable_read_ack group_id value',
      asyncUpdateHistoryVisible: 'B /group/settings/history_visible group_id value',
      asyncHideMemberInfo: 'B /group/settings/hide_member_info group_id value',
      asyncUpdateRequireadminapproval: 'B /group/settings/require_admin_approval group_id apply_approval',
      asyncGetFileList: 'G /group/file/list group_id',
      asyncFileUpload: 'B /group/file/upload name size url group_id',
      asyncFileDelete: 'B /group/file/delete file_list group_id',
    }),
    /** What is known of a group, or asked for when that is not all; always asked for when forced. */
    asyncGetGroupInfo: async (id: FlooId, isForced?: boolean): Promise<Row> => {
      const known = contacts.groups?.[id];
      // What lists show of a group has an `owner`, all there is to know an `owner_id`.
      return !isForced && known?.owner_id !== undefined ? known : contacts.fetchGroup(id);
    },
    /** Ids, fresh; or else what is stored. */
    asyncGetJoinedGroups: async (isForced?: boolean): Promise<readonly number[] | readonly Row[]> => {
      if (isForced) return contacts.fetchGroupIds();
      return (contacts.groupIds ?? []).map((group_id) => ({ ...contacts.groups?.[group_id], group_id }));
    },
    /** Gets the members of a group in the background. */
    openGroup: (id: FlooId): void => {
      contacts.fetchMembers(id).catch((error: unknown) => world.log('warn', error));
    },
    /** All groups that are stored, by id; undefined before the first came. */
    getAllGroupDetail: (): Readonly<Record<string, Row>> | undefined => contacts.groups,
    /** Gets the members of a group; resolves to their ids. */
    asyncGetGroupMembers: (id: FlooId): Promise<readonly number[]> => contacts.fetchMembers(id),
    /** With the name to show: this user's own for the member, the one in the group, nick name, user name, id. */
    getGroupMembers: (id: FlooId): readonly Row[] =>
      contacts.members(id).map((member) => {
        const { user_id } = member;
        const { alias, avatar = '', nick_name, username = '' } = contacts.rosters?.[String(user_id)] ?? {};
        const display_name = alias || member.display_name || nick_name || username || String(user_id);
        return { ...member, username, avatar, display_name, has_nick: !!(alias || member.display_name) };
      }),
    /** Gets several groups. */
    asyncGetGroupListDetail: async (ids: readonly FlooId[] = []): Promise<readonly Row[] | object> =>
      ids.length === 0 ? {} : contacts.fetchGroups(ids.map(Number)),
    /** The loaded messages of a group, oldest first. */
    getGruopMessage: operations.messages,
    /** How many messages of a conversation are unread, as the server counts. */
    getUnreadCount: operations.unreadCount,
    /** Marks one message of a group as read, or all of them; the sender is told where the group wants receipts. */
    readGroupMessage: operations.read,
    /** Takes a message back, for everyone; `onMessageRecalled` follows. */
    recallMessage: operations.recall,
    /** Deletes a message for this user only; `onMessageDeleted` follows. */
    deleteMessage: operations.remove,
    /** Adds a text to the end of an own message. */
    appendMessageContent: operations.append,
    /** Makes an own message say something else. */
    replaceMessage: operations.replace,
    /** The user has seen that he was mentioned in the group. */
    consumeGroupAtStatus: (id: FlooId): void => consumeMention(world, conversationIdOf(id)),
  };
}
