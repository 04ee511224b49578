import type { GroupId, UserId } from '@warbler/protocol';
import { expect, test } from 'vitest';
import { Interest } from './interest.ts';
import { slotOf } from './subjects.ts';

test('a subject is heard once however many are online, until the last one leaves', () => {
  const said: string[] = [];
  const interest = new Interest({
    hearSlot(slot) {
      said.push(`hear ${slot}`);
      return () => void said.push(`leave ${slot}`);
    },
    hearGroup(group) {
      said.push(`hear group ${group}`);
      return () => void said.push(`leave group ${group}`);
    },
  });
  const ann = 4 as UserId;
  const sharer = (4 + 2 * 1_048_576) as UserId;
  expect(slotOf(sharer)).toBe(slotOf(ann));
  for (const user of [ann, sharer]) interest.holdUser(user);
  for (const group of [7, 7] as GroupId[]) interest.holdGroup(group);
  expect(interest.size).toBe(2);
  interest.releaseUser(ann);
  expect(said).toEqual(['hear 2', 'hear group 7']);
  interest.releaseUser(sharer);
  interest.releaseGroup(7 as GroupId);
  interest.releaseGroup(7 as GroupId);
  expect(said).toEqual(['hear 2', 'hear group 7', 'leave 2', 'leave group 7']);
  expect(interest.size).toBe(0);
});
