export type { FriendPage, FriendPageRequest } from './list-friends.ts';
export { Relation } from './relation.ts';
export { createRoster, type Roster, type Viewer } from './roster.ts';
export type { RosterInfo } from './roster-infos.ts';
export type { RosterTables } from './tables.ts';
