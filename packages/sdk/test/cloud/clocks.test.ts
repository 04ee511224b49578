import { describe, expect, test, vi } from 'vitest';
import { until, untilOnline } from '../until.ts';
import { type ShakyPerson, textsOf, unreadIn, withShakyPeople } from './shaky-people.ts';

const hourMs = 3_600_000;
const steps = [
  ['back by a day', -24 * hourMs],
  ['back by an hour', -hourMs],
  ['forward by an hour', hourMs],
  ['forward by a day', 24 * hourMs],
] as const;

const people = withShakyPeople();

const say = ({ phone }: ShakyPerson, to: ShakyPerson, text: string) =>
  phone.client.whenSettled(phone.client.send(to.id, { type: 'text', text }).localId);

describe.each(steps)('a device whose clock is set %s', (_, stepMs) => {
  test('goes on sending in order, also what was under way, and after a reload', async () => {
    const [ann, ben] = await people.newPair();
    const { client, clock, device, proxy } = { ...ann.phone, client: ann.phone.client };
    await say(ann, ben, 'before');
    proxy.fault({ kind: 'swallow', direction: 'down' });
    const underWay = say(ann, ben, 'under way');
    clock.step(stepMs);
    const after = say(ann, ben, 'after');
    await until(client, () => client.connection.state !== 'online');
    proxy.fault({ kind: 'none' });
    await Promise.all([underWay, after]);
    await device.close();
    await device.reopen();
    await say(ann, ben, 'reloaded');
    const expected = ['before', 'under way', 'after', 'reloaded'];
    await until(ben.phone.client, () => textsOf(ben.phone.client, ann.id).length === expected.length);
    expect(textsOf(ben.phone.client, ann.id)).toEqual(expected);
    await until(ann.phone.client, () => textsOf(ann.phone.client, ben.id).length === expected.length);
    expect(textsOf(ann.phone.client, ben.id)).toEqual(expected);
    const times = ann.phone.client.messages(ben.id).map(({ timestampMs }) => timestampMs);
    // The server's time, not the device's.
    for (const timeMs of times) expect(Math.abs(timeMs - Date.now())).toBeLessThan(60_000);
  });

  test('still hears what comes, and tells what it has read', async () => {
    const [ann, ben] = await people.newPair();
    await say(ann, ben, 'before');
    await until(ben.phone.client, () => unreadIn(ben.phone.client, ann.id) === 1);
    ben.phone.clock.step(stepMs);
    await say(ann, ben, 'after');
    await until(ben.phone.client, () => unreadIn(ben.phone.client, ann.id) === 2);
    await ben.phone.client.markRead(ann.id);
    await until(ann.phone.client, () => ann.phone.client.messages(ben.id).every(({ status }) => status === 'read'));
    await ann.phone.client.recall(ben.id, ann.phone.client.messages(ben.id)[0]?.id ?? raise());
    await until(ben.phone.client, () => textsOf(ben.phone.client, ann.id).join() === 'after');
    expect(unreadIn(ben.phone.client, ann.id)).toBe(0);
  });

  test('still tells that somebody is typing', async () => {
    const [ann, ben] = await people.newPair();
    let heardCount = 0;
    ben.phone.client.on('typing', () => {
      heardCount += 1;
    });
    const typeUntil = (count: number) =>
      vi.waitFor(() => {
        ann.phone.client.sendTyping(ben.id);
        expect(heardCount).toBeGreaterThanOrEqual(count);
      });
    await typeUntil(1);
    ann.phone.clock.step(stepMs);
    await typeUntil(2);
  });

  test('still asks what became of its groups', async () => {
    const [ann, ben] = await people.newPair();
    const { id } = await ann.phone.client.groups.create({ name: 'first', members: [ben.id] });
    const { client, clock, proxy } = { ...ben.phone, client: ben.phone.client };
    await until(client, () => client.groups.get(id)?.name === 'first' && client.groups.members(id).length === 2);
    const changed = async (name: string) => {
      proxy.fault({ kind: 'refuse' });
      proxy.breakAll();
      await until(client, () => client.connection.state !== 'online');
      await ann.phone.client.groups.update(id, { name });
      proxy.fault({ kind: 'none' });
      client.reconnectNow();
      await until(client, () => client.groups.get(id)?.name === name);
    };
    await changed('second');
    clock.step(stepMs);
    await changed('third');
  });
});

describe('a machine that sleeps', () => {
  test('and whose socket dies meanwhile without a word has everything soon after it wakes up', async () => {
    const [ann, ben] = await people.newPair();
    await say(ann, ben, 'before');
    await until(ben.phone.client, () => textsOf(ben.phone.client, ann.id).length === 1);
    ben.phone.clock.sleep();
    ben.phone.proxy.fault({ kind: 'swallow', direction: 'both' });
    const typed = say(ben, ann, 'typed while falling asleep');
    await Promise.all([say(ann, ben, 'one'), say(ann, ben, 'two')]);
    expect(textsOf(ben.phone.client, ann.id)).not.toContain('two');
    ben.phone.proxy.fault({ kind: 'none' });
    ben.phone.clock.wake(2 * hourMs);
    await typed;
    await until(ben.phone.client, () => unreadIn(ben.phone.client, ann.id) === 3);
    const expected = ['before', 'one', 'two', 'typed while falling asleep'];
    await until(ann.phone.client, () => textsOf(ann.phone.client, ben.id).length === expected.length);
    expect(textsOf(ann.phone.client, ben.id)).toEqual(expected);
    await until(ben.phone.client, () => textsOf(ben.phone.client, ann.id).length === expected.length);
    expect(textsOf(ben.phone.client, ann.id)).toEqual(expected);
  });

  test('and whose socket lives goes on with it', async () => {
    const [ann, ben] = await people.newPair();
    const states: string[] = [];
    ben.phone.client.on('connection', ({ state }) => states.push(state));
    ben.phone.clock.sleep();
    await say(ann, ben, 'one');
    ben.phone.clock.wake(hourMs);
    await until(ben.phone.client, () => textsOf(ben.phone.client, ann.id).join() === 'one');
    await say(ben, ann, 'two');
    await untilOnline(ben.phone.client);
    expect(states).toEqual([]);
  });
});

function raise(): never {
  throw new Error('not there');
}
