import {
  announce,
  deleteAnnouncement,
  findAnnouncement,
  lastAnnouncement,
  listAnnouncements,
} from './sql/announcements.ts';
import { appendRun } from './sql/append-run.ts';
import { appendToGroup, requireMaySpeak, roleIn } from './sql/append-to-group.ts';
import { banEveryone, banMembers, grantAdmins, revokeAdmins, transferGroup } from './sql/change-roles.ts';
import { createGroup } from './sql/create-group.ts';
import { departGroups } from './sql/depart-groups.ts';
import { enterByQrCode, inviterOf } from './sql/enter-by-qr-code.ts';
import { answerApplication, answerInvitation, applyToGroup, inviteMembers } from './sql/enter-group.ts';
import { listApplications, listInvitations } from './sql/group-requests.ts';
import { blockUsers, destroyGroup, kickMembers, leaveGroup, unblockUsers } from './sql/leave-group.ts';
import { orOwner } from './sql/or-owner.ts';
import {
  listBlockedUsers,
  listJoined,
  listMembers,
  listPublic,
  membersByIds,
  viewGroup,
  viewGroups,
} from './sql/read-groups.ts';
import { deleteFiles, findFile, listFiles, renameFile, shareFile } from './sql/shared-files.ts';
import { requireMayEditInfo, updateGroup, updateMember } from './sql/update-group.ts';

/** Appends that come together, to people as well as to groups. */
export const groupRuns = [appendRun];

/** What groups run on the storage thread: rights are checked there, in the moment of the change. */
export const groupProcedures = {
  'groups.append': appendToGroup,
  'groups.maySpeak': requireMaySpeak,
  'groups.roleIn': roleIn,
  'groups.mayEditInfo': orOwner(requireMayEditInfo),
  'groups.create': createGroup,
  'groups.destroy': orOwner(destroyGroup),
  'groups.invite': orOwner(inviteMembers),
  'groups.inviterOf': orOwner(inviterOf),
  'groups.enterByQrCode': enterByQrCode,
  'groups.answerInvitation': answerInvitation,
  'groups.apply': applyToGroup,
  'groups.answerApplication': orOwner(answerApplication),
  'groups.leave': leaveGroup,
  'groups.depart': departGroups,
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
  'groups.announce': orOwner(announce),
  'groups.deleteAnnouncement': orOwner(deleteAnnouncement),
  'groups.announcement': orOwner(findAnnouncement),
  'groups.lastAnnouncement': orOwner(lastAnnouncement),
  'groups.announcements': orOwner(listAnnouncements),
  'groups.shareFile': orOwner(shareFile),
  'groups.renameFile': orOwner(renameFile),
  'groups.deleteFiles': orOwner(deleteFiles),
  'groups.file': orOwner(findFile),
  'groups.files': orOwner(listFiles),
  'groups.view': orOwner(viewGroup),
  'groups.views': viewGroups,
  'groups.joined': listJoined,
  'groups.public': listPublic,
  'groups.members': orOwner(listMembers),
  'groups.membersByIds': orOwner(membersByIds),
  'groups.blocked': orOwner(listBlockedUsers),
  'groups.applications': listApplications,
  'groups.invitations': listInvitations,
};
