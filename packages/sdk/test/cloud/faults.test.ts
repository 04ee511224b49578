import { callWitness, type Fault, type Random, randomFrom } from '@warbler/test-kit';
import { describe, expect, test, vi } from 'vitest';
import type { Message } from '../../src/index.ts';
import { until } from '../until.ts';
import { type ShakyPerson, textsOf, unreadIn, withShakyPeople } from './shaky-people.ts';

/** All that a test may take, however bad the network was; the SDK's longest wait is two seconds of it. */
const boundMs = 20_000;
const messagesEach = 20;

const people = withShakyPeople();

function say(from: ShakyPerson, to: ShakyPerson, name: string): Promise<Message>[] {
  const { client } = from.phone;
  return Array.from({ length: messagesEach }, (_, at) =>
    client.whenSettled(client.send(to.id, { type: 'text', text: `${name}${at}` }).localId),
  );
}

/** Everything once, in one order for all, and with the server's counts. */
async function requireSame(
  [ann, ben]: readonly [ShakyPerson, ShakyPerson],
  expected: readonly string[],
): Promise<void> {
  const witness = await callWitness(people.cloud, ben.user);
  await vi.waitFor(
    async () => {
      const stored = (await witness.history(ann.id)).map(({ text }) => text);
      expect(stored.toSorted()).toEqual(expected.toSorted());
      for (const name of ['a', 'b']) {
        const own = (list: readonly string[]) => list.filter((text) => text.startsWith(name));
        expect(own(stored)).toEqual(own(expected));
      }
      expect(textsOf(ann.phone.client, ben.id)).toEqual(stored);
      expect(textsOf(ben.phone.client, ann.id)).toEqual(stored);
      const unread = await witness.unread();
      expect(unreadIn(ben.phone.client, ann.id)).toBe(unread.get(ann.id) ?? 0);
    },
    { timeout: boundMs, interval: 100 },
  );
  witness.leave();
}

const everything = [...Array(messagesEach).keys()].flatMap((at) => [`a${at}`, `b${at}`]);
const gone = (person: ShakyPerson) =>
  until(person.phone.client, () => person.phone.client.connection.state !== 'online');

/** Faults that end a connection, and until when they last. */
const deadly: readonly { readonly name: string; readonly fault: Fault }[] = [
  { name: 'connections that break and are refused', fault: { kind: 'refuse' } },
  { name: 'a network that swallows what the client says', fault: { kind: 'swallow', direction: 'up' } },
  { name: 'a network that swallows what the server says', fault: { kind: 'swallow', direction: 'down' } },
  { name: 'a network that swallows everything', fault: { kind: 'swallow', direction: 'both' } },
  { name: 'a break in the first byte to the server', fault: { kind: 'cut', direction: 'up', afterBytes: 1 } },
  { name: 'a break in a frame to the server', fault: { kind: 'cut', direction: 'up', afterBytes: 140 } },
  { name: 'a break in a frame to the client', fault: { kind: 'cut', direction: 'down', afterBytes: 90 } },
];

/** Faults that last as long as there is something to do. */
const lasting: readonly { readonly name: string; readonly fault: Fault }[] = [
  { name: 'a network that is slow to answer', fault: { kind: 'delay', ms: 60 } },
  { name: 'a network that lets little through', fault: { kind: 'throttle', bytesPerSecond: 8_000 } },
];

describe('nothing is lost, nothing doubled, one order, the server’s counts, and soon, over', () => {
  test.each(deadly)('$name', { timeout: boundMs }, async ({ fault }) => {
    const pair = await people.newPair();
    const [ann, ben] = pair;
    const sent = [...say(ann, ben, 'a'), ...say(ben, ann, 'b')];
    await sent[2];
    ann.phone.proxy.fault(fault);
    if (fault.kind === 'refuse') ann.phone.proxy.breakAll();
    await gone(ann);
    // Not healed: the client has to find out for itself which of its connections are dead.
    ann.phone.proxy.fault({ kind: 'none' });
    await Promise.all(sent);
    await requireSame(pair, everything);
  });

  test.each(lasting)('$name', { timeout: boundMs }, async ({ fault }) => {
    const pair = await people.newPair();
    const [ann, ben] = pair;
    for (const { phone } of pair) phone.proxy.fault(fault);
    await Promise.all([...say(ann, ben, 'a'), ...say(ben, ann, 'b')]);
    await requireSame(pair, everything);
  });

  test.each([1, 2, 3, Date.now() % 1_000_000])('any faults at both ends, one after the other, seed %i', {
    timeout: boundMs * 2,
  }, async (seed) => {
    const random = randomFrom(seed);
    const pair = await people.newPair();
    const [ann, ben] = pair;
    const sent = [...say(ann, ben, 'a'), ...say(ben, ann, 'b')];
    for (const at of [2, 7, 12, 17]) {
      const bad = random.pick(pair);
      await sent[pair.indexOf(bad) * messagesEach + at];
      const fault = anyFault(random);
      bad.phone.proxy.fault(fault);
      if (fault.kind === 'refuse') bad.phone.proxy.breakAll();
      if (isDeadly(fault)) await gone(bad);
      bad.phone.proxy.fault({ kind: 'none' });
    }
    await Promise.all(sent);
    await requireSame(pair, everything);
  });

  test('reading, recalling, editing, adding and deleting while the answers are swallowed', {
    timeout: boundMs,
  }, async () => {
    const pair = await people.newPair();
    const [ann, ben] = pair;
    const [first, second, third, fourth] = await Promise.all(say(ann, ben, 'a'));
    await until(ben.phone.client, () => textsOf(ben.phone.client, ann.id).length === messagesEach);
    for (const { phone } of pair) phone.proxy.fault({ kind: 'swallow', direction: 'down' });
    const ids = [first, second, third, fourth].map((message) => message?.id ?? raise());
    const [one, two, three, four] = ids as [(typeof ids)[0], (typeof ids)[0], (typeof ids)[0], (typeof ids)[0]];
    const done = [
      ann.phone.client.recall(ben.id, one),
      ann.phone.client.edit(ben.id, two, 'a1 edited'),
      ann.phone.client.append(ben.id, three, ' and more'),
      ben.phone.client.deleteMessage(ann.id, four),
    ];
    await ben.phone.client.markRead(ann.id);
    await Promise.all(pair.map(gone));
    for (const { phone } of pair) phone.proxy.fault({ kind: 'none' });
    await Promise.all(done);
    const seen = ['a1 edited', 'a2 and more', 'a3', ...[...Array(messagesEach).keys()].slice(4).map((at) => `a${at}`)];
    await vi.waitFor(
      () => {
        expect(textsOf(ann.phone.client, ben.id)).toEqual(seen);
        expect(textsOf(ben.phone.client, ann.id)).toEqual(seen.filter((text) => text !== 'a3'));
        expect(unreadIn(ben.phone.client, ann.id)).toBe(0);
        const last = ann.phone.client.messages(ben.id).at(-1);
        expect(last?.status).toBe('read');
      },
      { timeout: boundMs, interval: 50 },
    );
  });
});

function anyFault(random: Random): Fault {
  const direction = random.pick(['up', 'down'] as const);
  return random.pick<Fault>([
    { kind: 'refuse' },
    { kind: 'swallow', direction: random.pick(['up', 'down', 'both'] as const) },
    { kind: 'delay', ms: random.below(80) },
    { kind: 'throttle', bytesPerSecond: 2_000 + random.below(20_000) },
    { kind: 'cut', direction, afterBytes: 1 + random.below(300) },
  ]);
}

function isDeadly({ kind }: Fault): boolean {
  return kind === 'refuse' || kind === 'swallow' || kind === 'cut';
}

function raise(): never {
  throw new Error('the message was not stored');
}
