import type { MessageId } from '@warbler/protocol';
import { expect, test } from 'vitest';
import { until } from '../until.ts';
import { withPeople } from './people.ts';

const people = withPeople({ limits: { recallWindowMs: 0 } });

test('where recalling is off it is refused by name, taken back, and still open to the owner of a group', async () => {
  const [ann, ben] = [await people.signIn('n_ann'), await people.signIn('n_ben')];
  const group = await ann.groups.create({ name: 'Rules', members: [ben.me!.userId] });
  await until(ben, () => ben.groups.list().length === 1);
  await Promise.all([ann.history(group.id), ben.history(group.id)]);
  const { localId } = ben.send(group.id, { type: 'text', text: 'said' });
  const { id = 0 as MessageId } = await ben.whenSettled(localId);
  await expect(ben.recall(group.id, id)).rejects.toMatchObject({ code: 'recallDisabled' });
  expect(ben.messages(group.id).length).toBe(1);
  await ann.recall(group.id, id);
  await until(ben, () => ben.messages(group.id).length === 0);
});
