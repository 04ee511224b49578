import type { ContractWorld, Person } from '../contract-world.ts';

/** Makes two people friends, whatever they were. */
export async function befriend(world: ContractWorld, one: Person, other: Person): Promise<void> {
  await part(world, one, other);
  await world.must('POST /user/add_roster', {
    token: world.admin,
    headers: { user_id: String(one.userId) },
    body: { list: [other.userId] },
  });
}

/** Makes two people strangers, whatever they were. */
export async function part({ call }: ContractWorld, one: Person, other: Person): Promise<void> {
  for (const [as, { userId: user_id }] of [
    [one, other],
    [other, one],
  ] as const) {
    await call('POST /roster/unblock', { as, query: { user_id } });
    await call('POST /roster/delete', { as, query: { user_id } });
  }
}

/** A friend application that waits for an answer. */
export async function apply(world: ContractWorld, from: Person, to: Person): Promise<void> {
  await part(world, from, to);
  await world.must('POST /user/settings', { as: to, body: { user_id: to.userId, auth_mode: 1 } });
  await world.must('POST /roster/apply', { as: from, body: { user_id: to.userId, reason: 'why not' } });
}
