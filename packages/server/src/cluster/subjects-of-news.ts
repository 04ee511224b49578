import { groupOf } from '../messages/index.ts';
import type { NewsPacket } from './packet.ts';
import { type Subjects, slotOf } from './subjects.ts';

/** Where the devices hear that a meta may be for: one subject for a group, one or two for people. */
export function subjectsOfNews(subjects: Subjects, { pair, audience }: NewsPacket['meta']): Iterable<string> {
  if (audience !== 'everyone') return [subjects.ofSlot(slotOf(audience))];
  const group = groupOf(pair);
  if (group !== undefined) return [subjects.ofGroup(group)];
  const slots = new Set<number>();
  // The system is nobody's device.
  for (const user of [pair.lowId, pair.highId]) if (user !== 0) slots.add(slotOf(user));
  return [...slots].map(subjects.ofSlot);
}
