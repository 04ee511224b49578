import type { GroupId, UserId } from '@warbler/protocol';

/** How a group is found and joined. */
export type GroupType = 'private' | 'public' | 'chatroom' | 'temporary';

/** What a user may do in a group; `none` for those who are not in it. */
export type GroupRole = 'owner' | 'admin' | 'member' | 'none';

/** What happens to those who apply for membership. */
export type ApplyApproval = 'acceptAll' | 'adminDecides' | 'rejectAll';

/** How the user hears of a group: `silent` notifies of nothing, `blocked` receives no messages. */
export type GroupMuteMode = 'normal' | 'silent' | 'blocked';

/** A group as this user sees it. Immutable: a change makes a new object with the same `id`. */
export interface Group {
  /** Also the id of its conversation. */
  readonly id: GroupId;
  /** May be empty. */
  readonly name: string;
  /** The address of a picture, as the server gives it. */
  readonly avatar?: string;
  /** May be empty. */
  readonly description: string;
  /** How it is found and joined. */
  readonly type: GroupType;
  /** Whose group it is. */
  readonly ownerId: UserId;
  /** Members it has, as far as this device knows. */
  readonly memberCount: number;
  /** Members it may have. */
  readonly capacity: number;
  /** It was dissolved: what was said stays, and nobody can say more. */
  readonly isDestroyed: boolean;
  /** What this user may do in it. */
  readonly myRole: GroupRole;
  /** What happens to those who apply. */
  readonly applyApproval: ApplyApproval;
  /** Whether plain members may invite. */
  readonly allowsMemberInvite: boolean;
  /** Whether plain members may change name, picture and description. */
  readonly allowsMemberEdit: boolean;
  /** Whether members tell each other what they have read. */
  readonly hasReadReceipts: boolean;
  /** Whether members see what was said before they came. */
  readonly showsHistoryToNew: boolean;
  /** Whether plain members are to see no details of the others. */
  readonly hidesMembers: boolean;
  /** Until when only owner and admins may speak: ms since the epoch, 0 not at all, -1 for ever. */
  readonly bannedUntilMs: number;
  /** How this user hears of it. */
  readonly muteMode: GroupMuteMode;
}

/** Somebody in a group. */
export interface GroupMember {
  readonly userId: UserId;
  /** The member's own name in this group; empty when none was chosen. The profile has the others. */
  readonly displayName: string;
  readonly role: Exclude<GroupRole, 'none'>;
  /** Until when the member may not speak: ms since the epoch, 0 not at all, -1 for ever. */
  readonly bannedUntilMs: number;
}

/** What became of one of the users that a call named. */
export interface MemberResult {
  readonly userId: UserId;
  /** Why it did not work, for people; absent when it did. */
  readonly failure?: string;
}

/** Where a request stands. */
export type RequestStatus = 'waiting' | 'accepted' | 'declined';

/** Somebody wants to come into a group of which the user is owner or admin. */
export interface GroupApplication {
  readonly groupId: GroupId;
  readonly userId: UserId;
  /** What the user said to it; may be empty. */
  readonly reason: string;
  readonly status: RequestStatus;
  /** Ms since the epoch. */
  readonly expiresAtMs: number;
}

/** The user is wanted in a group. */
export interface GroupInvitation {
  readonly groupId: GroupId;
  /** Who asked the user in. */
  readonly inviterId: UserId;
  /** What was said to it; may be empty. */
  readonly reason: string;
  readonly status: RequestStatus;
  /** Ms since the epoch. */
  readonly expiresAtMs: number;
}

/** What a group is told by its admins. */
export interface Announcement {
  /** Its number in the group. */
  readonly id: number;
  readonly title: string;
  readonly content: string;
  readonly authorId: UserId;
  /** Ms since the epoch. */
  readonly createdAtMs: number;
}

/** What a new group is made of. */
export interface NewGroup {
  readonly name: string;
  /** Default: `private`. */
  readonly type?: GroupType;
  /** Members from the start, beside the user. Those who cannot come in are left out. */
  readonly members?: readonly UserId[];
  readonly description?: string;
}

/** What can be changed about a group. */
export type GroupChanges = Partial<
  Pick<
    Group,
    | 'name'
    | 'description'
    | 'avatar'
    | 'applyApproval'
    | 'allowsMemberInvite'
    | 'allowsMemberEdit'
    | 'hasReadReceipts'
    | 'showsHistoryToNew'
    | 'hidesMembers'
  >
>;

/** How long somebody may not speak. */
export type BanMinutes = number | 'forEver';

/**
 * The user's groups. What is read is there offline too; what is done is done by the server at once or not at all.
 * Calls reject with `ImError`: `groupNotFound`, `memberRightNeeded`, `adminRightNeeded`, `ownerRightNeeded`, ...
 * Calls that name several users reject when it worked for none of them, and else tell for each.
 */
export interface GroupsApi {
  /** The groups the user is in, by name. */
  list(): readonly Group[];
  /** A group, one's own or not; one that is not fully known is fetched in the background and told by `groups`. */
  get(id: GroupId): Group | undefined;
  /** A group with its settings, fresh from the server, also one that the user is not in. */
  load(id: GroupId): Promise<Group>;
  /**
   * The known members of a group, owner and admins first. The first call loads them in the background, and the event
   * `groupMembers` follows; from then on they are kept up to date. The first 5,000 of larger groups.
   */
  members(id: GroupId): readonly GroupMember[];

  /** Makes a group. @throws ImError `createdGroupLimit`, `joinedGroupLimit`, `groupFull`. */
  create(group: NewGroup): Promise<Group>;
  /** Asks users in: they are members at once, unless they want to be asked. Tells for each. */
  invite(id: GroupId, userIds: readonly UserId[], reason?: string): Promise<readonly MemberResult[]>;
  /** Asks to come in. @throws ImError `noPermission`, `alreadyGroupMember`, `inGroupBlocklist`, `groupFull`, ... */
  apply(id: GroupId, reason?: string): Promise<'joined' | 'waiting'>;
  /** Puts members out. */
  kick(id: GroupId, userIds: readonly UserId[]): Promise<readonly MemberResult[]>;
  /** Puts users out and keeps them out. */
  block(id: GroupId, userIds: readonly UserId[]): Promise<readonly MemberResult[]>;
  /** Lets users come in again; they are no members by it. */
  unblock(id: GroupId, userIds: readonly UserId[]): Promise<readonly MemberResult[]>;
  /** Who is kept out. */
  blocked(id: GroupId): Promise<readonly UserId[]>;
  /** @throws ImError `ownerCannotLeave`. */
  leave(id: GroupId): Promise<void>;
  /** Dissolves the group. */
  destroy(id: GroupId): Promise<void>;
  /** Hands the group over to another member. @throws ImError `transferTargetNotMember`. */
  transfer(id: GroupId, userId: UserId): Promise<void>;
  /** Makes members admins or plain members. Only the owner may. */
  setAdmins(id: GroupId, userIds: readonly UserId[], isAdmin: boolean): Promise<readonly MemberResult[]>;
  /** Members may not speak for a while. */
  ban(id: GroupId, userIds: readonly UserId[], minutes: BanMinutes): Promise<readonly MemberResult[]>;
  /** Members may speak again. */
  unban(id: GroupId, userIds: readonly UserId[]): Promise<readonly MemberResult[]>;
  /** Only owner and admins may speak for a while; 0 ends it. */
  banAll(id: GroupId, minutes: BanMinutes): Promise<void>;
  /** Changes what the group is and how it works. One that is refused ends the call; those before it are made. */
  update(id: GroupId, changes: GroupChanges): Promise<void>;
  /** The user's own name in the group; empty for none. */
  setDisplayName(id: GroupId, name: string): Promise<void>;
  /** How this user hears of the group, on all devices. */
  setMuteMode(id: GroupId, mode: GroupMuteMode): Promise<void>;

  /** Applications to all groups of which the user is owner or admin. */
  applications(): Promise<readonly GroupApplication[]>;
  /** @throws ImError `groupApplicationHandled`. */
  answerApplication(groupId: GroupId, userId: UserId, isAccepted: boolean): Promise<void>;
  /** Invitations to the user. */
  invitations(): Promise<readonly GroupInvitation[]>;
  /** @throws ImError `groupInvitationHandled`. */
  answerInvitation(groupId: GroupId, inviterId: UserId, isAccepted: boolean): Promise<void>;

  /** What the group was told, the newest first. */
  announcements(id: GroupId): Promise<readonly Announcement[]>;
  /** Tells the group something. @throws ImError `announcementsDisabled`. */
  announce(id: GroupId, announcement: Pick<Announcement, 'title' | 'content'>): Promise<void>;
  /** Takes an announcement back. @throws ImError `announcementNotFound`. */
  deleteAnnouncement(id: GroupId, announcementId: number): Promise<void>;
}
