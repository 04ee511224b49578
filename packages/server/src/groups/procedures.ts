import { appendToGroup, requireMaySpeak, roleIn } from './sql/append-to-group.ts';
import { banEveryone, banMembers, grantAdmins, revokeAdmins, transferGroup } from './sql/change-roles.ts';
import { createGroup } from './sql/create-group.ts';
import { answerApplication, answerInvitation, applyToGroup, inviteMembers } from './sql/enter-group.ts';
import { listApplications, listInvitations } from './sql/group-requests.ts';
import { blockUsers, destroyGroup, kickMembers, leaveGroup, unblockUsers } from './sql/leave-group.ts';
import { listBlockedUsers, listJoined, listMembers, membersByIds, viewGroup, viewGroups } from './sql/read-groups.ts';
import { updateGroup, updateMember } from './sql/update-group.ts';

/** What groups run on the storage thread: rights are checked there, in the moment of the change. */
export const groupProcedures = {
  'groups.append': appendToGroup,
  'groups.maySpeak': requireMaySpeak,
  'groups.roleIn': roleIn,
  'groups.create': createGroup,
  'groups.destroy': destroyGroup,
  'groups.invite': inviteMembers,
  'groups.answerInvitation': answerInvitation,
  'groups.apply': applyToGroup,
  'groups.answerApplication': answerApplication,
  'groups.leave': leaveGroup,
  'groups.kick': kickMembers,
  'groups.block': blockUsers,
  'groups.unblock': unblockUsers,
  'groups.transfer': transferGroup,
  'groups.grantAdmins': grantAdmins,
  'groups.revokeAdmins': revokeAdmins,
  'groups.ban': banMembers,
  'groups.banEveryone': banEveryone,
  'groups.update': updateGroup,
  'groups.updateMember': updateMember,
  'groups.view': viewGroup,
  'groups.views': viewGroups,
  'groups.joined': listJoined,
  'groups.members': listMembers,
  'groups.membersByIds': membersByIds,
  'groups.blocked': listBlockedUsers,
  'groups.applications': listApplications,
  'groups.invitations': listInvitations,
};
