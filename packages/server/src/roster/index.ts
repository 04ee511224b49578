export type { FriendApplication } from './friend-application.ts';
export type { MessageProblem, MessageRoute } from './may-message.ts';
export { Relation } from './relation.ts';
export { createRoster, type Roster } from './roster.ts';
export type { RosterInfo } from './roster-infos.ts';
