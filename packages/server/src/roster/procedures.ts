import { addFriends } from './sql/add-friends.ts';
import { annotate } from './sql/annotate.ts';
import { acceptApplication, declineApplicant } from './sql/answer-application.ts';
import { listApplications } from './sql/applications.ts';
import { applyToUser } from './sql/apply.ts';
import { blockUser, unblockUser } from './sql/block-user.ts';
import { departRosters } from './sql/depart-rosters.ts';
import { removeFriend } from './sql/remove-friend.ts';

/** What rosters run on the storage thread: rules are checked there, in the moment of the change. */
export const rosterProcedures = {
  'roster.apply': applyToUser,
  'roster.accept': acceptApplication,
  'roster.decline': declineApplicant,
  'roster.add': addFriends,
  'roster.remove': removeFriend,
  'roster.depart': departRosters,
  'roster.block': blockUser,
  'roster.unblock': unblockUser,
  'roster.annotate': annotate,
  'roster.applications': listApplications,
};
