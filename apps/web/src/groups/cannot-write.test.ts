import { expect, test } from 'vitest';
import type { Group, GroupMember } from '../session/index.ts';
import { whyCannotWrite } from './cannot-write.ts';

const nowMs = 1_000_000;
const group = (changes: Partial<Group> = {}): Group =>
  ({ myRole: 'member', isDestroyed: false, bannedUntilMs: 0, ...changes }) as Group;
const me = (bannedUntilMs: number): GroupMember => ({ bannedUntilMs }) as GroupMember;

test.each([
  ['a group that is not known yet', undefined, undefined, undefined],
  ['an ordinary member', group(), me(0), undefined],
  ['a member whose ban is over', group(), me(nowMs - 1), undefined],
  ['a banned member', group(), me(-1), { kind: 'banned' }],
  ['a member banned for a while', group(), me(nowMs + 60_000), { kind: 'bannedUntil', untilMs: nowMs + 60_000 }],
  ['a member of a silent group', group({ bannedUntilMs: -1 }), me(0), { kind: 'allBanned' }],
  ['an admin of a silent group', group({ bannedUntilMs: -1, myRole: 'admin' }), me(0), undefined],
  ['somebody who left', group({ myRole: 'none' }), undefined, { kind: 'left' }],
  ['everybody in a dissolved group', group({ isDestroyed: true, myRole: 'none' }), me(-1), { kind: 'dissolved' }],
] as const)('%s', (_who, inGroup, asMember, expected) => {
  expect(whyCannotWrite(inGroup, asMember, nowMs)).toEqual(expected);
});
