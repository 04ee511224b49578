export {
  type Actor,
  FOR_EVER,
  type GroupLimits,
  type GroupMember,
  isBanned,
  type MemberResult,
  THE_OWNER,
} from './group.ts';
export { announcementWire, sharedFileWire } from './group-record.ts';
export { createGroups, type Groups, type MembershipListener, type QrCodeText } from './groups.ts';
export { capacityOf } from './sql/add-members.ts';
export type { GroupRequest } from './sql/group-requests.ts';
export type { GroupView } from './sql/read-groups.ts';
