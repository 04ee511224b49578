import type { GroupId, UserId } from '@warbler/protocol';
import { beforeEach, expect, test } from 'vitest';
import { GroupAudiences } from './group-audiences.ts';
import type { Session } from './session.ts';
import { SessionRegistry } from './session-registry.ts';

const ANN = 2 as UserId;
const BIRDS = 7 as GroupId;
const CATS = 9 as GroupId;
// Audiences know a session by its user alone.
const session = { user: ANN } as Session;
const membersOf = (...groups: readonly GroupId[]) => groups.map((group) => ({ group, isBlocked: false }));

let sessions: SessionRegistry;
let audiences: GroupAudiences;
let heard: string[];

beforeEach(() => {
  heard = [];
  sessions = new SessionRegistry();
  sessions.add(session);
  audiences = new GroupAudiences(sessions, {
    holdGroup: (group) => void heard.push(`hold ${group}`),
    releaseGroup: (group) => void heard.push(`release ${group}`),
  });
});

const countOf = () => [audiences.countOf(BIRDS), audiences.countOf(CATS)];

test('what changes while the groups are read counts: they are read again', async () => {
  const reads = [membersOf(BIRDS), membersOf(CATS)];
  await audiences.enter(session, async () => {
    const read = reads.shift() ?? [];
    if (reads.length === 1) audiences.left(BIRDS, ANN);
    return read;
  });
  expect(countOf()).toEqual([0, 1]);
});

test('a second look takes away what is no more, and begins anew when one is under way', async () => {
  await audiences.enter(session, async () => membersOf(BIRDS));
  const gate = Promise.withResolvers<void>();
  let reads = 0;
  const read = async () => {
    reads += 1;
    await gate.promise;
    return membersOf(CATS);
  };
  const looks = [audiences.enter(session, read), audiences.enter(session, read)];
  gate.resolve();
  await Promise.all(looks);
  expect([reads, ...countOf()]).toEqual([2, 0, 1]);
  expect(heard).toEqual(['hold 7', 'release 7', 'hold 9']);
});

test('a session that ended while its groups were read gets none', async () => {
  await audiences.enter(session, async () => {
    sessions.remove(session);
    audiences.leave(session);
    return membersOf(BIRDS);
  });
  expect([...countOf(), ...heard]).toEqual([0, 0]);
});
