export { Relation } from './relation.ts';
export { createRoster, type Roster } from './roster.ts';
export type { RosterInfo } from './roster-infos.ts';
