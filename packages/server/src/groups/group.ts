import type { AppId, GroupId, UserId } from '@warbler/protocol';

/** Kinds of groups; the numbers are the contract's (rest-api.md section 5, GroupInfoRequest). */
export const GroupType = { private: 0, public: 1, chatroom: 2, temporary: 3 } as const;

/** What a member may do; higher may more. The numbers are stored. */
export const GroupRole = { member: 0, admin: 1, owner: 2 } as const;

/** One of {@link GroupRole}. */
export type GroupRole = (typeof GroupRole)[keyof typeof GroupRole];

/** What happens to an application: the numbers are the contract's (`apply_approval`). */
export const ApplyApproval = { acceptAll: 0, adminDecides: 1, rejectAll: 2 } as const;

/** An end of a ban that never comes. */
export const FOR_EVER = -1;

/** A group with its settings. */
export interface Group {
  readonly groupId: GroupId;
  readonly type: number;
  /** The group was dissolved; its members keep what was said. */
  readonly isDestroyed: boolean;
  readonly ownerId: UserId;
  readonly name: string;
  readonly avatar: string;
  readonly description: string;
  readonly ext: string;
  readonly applyApproval: number;
  /** Whether plain members may invite. */
  readonly memberInvite: boolean;
  /** Whether plain members may change name, avatar, description and ext. */
  readonly memberModify: boolean;
  readonly readAck: boolean;
  /** Whether members see in the history what was said before they joined. */
  readonly historyVisible: boolean;
  readonly hideMemberInfo: boolean;
  /** Whether only owner and admins may mention everyone. */
  readonly mentionAllAdminsOnly: boolean;
  /** Until when only owner and admins may speak: 0 not at all, -1 for ever. Milliseconds. */
  readonly bannedUntilMs: number;
  readonly memberCount: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** A member of a group. */
export interface GroupMember {
  readonly userId: UserId;
  readonly role: GroupRole;
  /** The member's name in this group. */
  readonly displayName: string;
  readonly joinedAtMs: number;
  /** Until when the member may not speak: 0 not at all, -1 for ever. Milliseconds. */
  readonly bannedUntilMs: number;
  /** 0 normal, 1 silent, 2 receives no messages. */
  readonly muteMode: number;
  /** 0 all pushes, 1 none, 2 admins and mentions, 3 admins, 4 mentions. */
  readonly pushMode: number;
}

/** Stands for a group's owner, whoever that is in the moment of the change: admin tokens act so for a group. */
export const THE_OWNER = 'owner';

/** Who does something, as calls name them. */
export type Actor = UserId | typeof THE_OWNER;

/** Who does something in a group, and when. */
export interface GroupAction {
  readonly appId: AppId;
  readonly group: GroupId;
  readonly actor: UserId;
  readonly nowMs: number;
}

/** Bounds of groups. */
export interface GroupLimits {
  readonly groupMembers: number;
  readonly chatroomMembers: number;
  readonly groupsPerApp: number;
  readonly groupsCreated: number;
  readonly groupsJoined: number;
  readonly groupRequestMs: number;
  readonly announcementsPerGroup: number;
  readonly filesPerGroup: number;
  readonly groupQrCodeMs: number;
  readonly publicGroupsListed: number;
  readonly chatroomNoticeMs: number;
  readonly chatroomNoticeUsers: number;
}

/** Takes what concerns groups from more bounds. */
export function pickLimits(limits: GroupLimits): GroupLimits {
  const {
    groupMembers,
    chatroomMembers,
    groupsPerApp,
    groupsCreated,
    groupsJoined,
    groupRequestMs,
    announcementsPerGroup,
    filesPerGroup,
    groupQrCodeMs,
    publicGroupsListed,
    chatroomNoticeMs,
    chatroomNoticeUsers,
  } = limits;
  return {
    groupMembers,
    chatroomMembers,
    groupsPerApp,
    groupsCreated,
    groupsJoined,
    groupRequestMs,
    announcementsPerGroup,
    filesPerGroup,
    groupQrCodeMs,
    publicGroupsListed,
    chatroomNoticeMs,
    chatroomNoticeUsers,
  };
}

/** What became of one user in a call about several; the words are the contract's. */
export interface MemberResult {
  readonly userId: UserId;
  /** Why not; absent when it worked. */
  readonly reason?: string;
}

/** Whether a ban holds at a moment. */
export function isBanned(bannedUntilMs: number, nowMs: number): boolean {
  return bannedUntilMs === FOR_EVER || bannedUntilMs > nowMs;
}
