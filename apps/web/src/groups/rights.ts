import type { Group, GroupMember, UserId } from '../session/index.ts';

/** What the user may do in a group. */
export interface GroupRights {
  readonly isMember: boolean;
  readonly canInvite: boolean;
  /** Name and description. */
  readonly canEdit: boolean;
  /** Settings, bans, announcements, applications. */
  readonly canManage: boolean;
  /** Admins, the transfer, the end of the group. */
  readonly isOwner: boolean;
  readonly canSeeMembers: boolean;
}

/** What a member's role and the group's settings allow. The cloud decides; this only hides what it would refuse. */
export function rightsIn(group: Group): GroupRights {
  const isMember = group.myRole !== 'none' && !group.isDestroyed;
  const canManage = isMember && group.myRole !== 'member';
  return {
    isMember,
    canManage,
    canInvite: canManage || (isMember && group.allowsMemberInvite),
    canEdit: canManage || (isMember && group.allowsMemberEdit),
    isOwner: isMember && group.myRole === 'owner',
    canSeeMembers: canManage || (isMember && !group.hidesMembers),
  };
}

/** Something that can be done to a member. */
export type MemberAction = 'makeAdmin' | 'removeAdmin' | 'transfer' | 'ban' | 'unban' | 'kick' | 'block';

/** What the user may do to a member: to those below him, never to himself. */
export function memberActions(
  group: Group,
  member: GroupMember,
  { me, nowMs }: { readonly me: UserId | undefined; readonly nowMs: number },
): readonly MemberAction[] {
  const { canManage, isOwner } = rightsIn(group);
  const isBelow = isOwner ? member.role !== 'owner' : member.role === 'member';
  if (!canManage || member.userId === me || !isBelow) return [];
  const roles: readonly MemberAction[] = isOwner
    ? [member.role === 'admin' ? 'removeAdmin' : 'makeAdmin', 'transfer']
    : [];
  return [...roles, isBanned(member.bannedUntilMs, nowMs) ? 'unban' : 'ban', 'kick', 'block'];
}

/** Whether a ban holds at a moment: -1 is for ever, 0 none. */
export function isBanned(bannedUntilMs: number, nowMs: number): boolean {
  return bannedUntilMs < 0 || bannedUntilMs > nowMs;
}
