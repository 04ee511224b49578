import { appendToGroup, requireMaySpeak, roleIn } from './sql/append-to-group.ts';
import { banEveryone, banMembers, grantAdmins, revokeAdmins, transferGroup } from './sql/change-roles.ts';
import { createGroup } from './sql/create-group.ts';
import { answerApplication, answerInvitation, applyToGroup, inviteMembers } from './sql/enter-group.ts';
import { listApplications, listInvitations } from './sql/group-requests.ts';
import { blockUsers, destroyGroup, kickMembers, leaveGroup, unblockUsers } from './sql/leave-group.ts';
import { orOwner } from './sql/or-owner.ts';
import { listBlockedUsers, listJoined, listMembers, membersByIds, viewGroup, viewGroups } from './sql/read-groups.ts';
import { updateGroup, updateMember } from './sql/update-group.ts';

/** What groups run on the storage thread: rights are checked there, in the moment of the change. */
export const groupProcedures = {
  'groups.append': appendToGroup,
  'groups.maySpeak': requireMaySpeak,
  'groups.roleIn': roleIn,
  'groups.create': createGroup,
  'groups.destroy': orOwner(destroyGroup),
  'groups.invite': orOwner(inviteMembers),
  'groups.answerInvitation': answerInvitation,
  'groups.apply': applyToGroup,
  'groups.answerApplication': orOwner(answerApplication),
  'groups.leave': leaveGroup,
  'groups.kick': orOwner(kickMembers),
  'groups.block': orOwner(blockUsers),
  'groups.unblock': orOwner(unblockUsers),
  'groups.transfer': orOwner(transferGroup),
  'groups.grantAdmins': orOwner(grantAdmins),
  'groups.revokeAdmins': orOwner(revokeAdmins),
  'groups.ban': orOwner(banMembers),
  'groups.banEveryone': orOwner(banEveryone),
  'groups.update': orOwner(updateGroup),
  'groups.updateMember': updateMember,
  'groups.view': orOwner(viewGroup),
  'groups.views': viewGroups,
  'groups.joined': listJoined,
  'groups.members': orOwner(listMembers),
  'groups.membersByIds': orOwner(membersByIds),
  'groups.blocked': orOwner(listBlockedUsers),
  'groups.applications': listApplications,
  'groups.invitations': listInvitations,
};
