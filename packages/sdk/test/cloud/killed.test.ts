import type { ConversationId, MessageId } from '@warbler/protocol';
import { type Cloud, callWitness, startCloud, type Witness } from '@warbler/test-kit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Client, Message } from '../../src/index.ts';
import { until, untilOnline } from '../until.ts';
import { Device, type Moment } from './device.ts';
import { newStorage } from './new-storage.ts';

/** More than anything that is done here has. */
const maxMoments = 60;

let cloud: Cloud;
const devices: Device[] = [];
const witnesses: Witness[] = [];

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(async () => {
  for (const witness of witnesses) witness.leave();
  await Promise.all(devices.map((device) => device.close()));
  await cloud.stop();
});

interface Person {
  readonly device: Device;
  readonly id: ConversationId;
  readonly witness: Witness;
}

type Sent = Message & { readonly id: MessageId };

async function signIn(name: string): Promise<Person> {
  const user = await cloud.register(name);
  const device = new Device({ appId: cloud.appId, url: cloud.url, storage: await newStorage() });
  devices.push(device);
  await device.client.login({ name: user.username, password: user.password });
  await untilOnline(device.client);
  const witness = await callWitness(cloud, user);
  witnesses.push(witness);
  return { device, id: user.userId, witness };
}

/** Two people who look at their conversation; the programs of the first are killed. */
async function pair(name: string): Promise<readonly [Person, Person]> {
  const [ann, ben] = [await signIn(`ann_${name}`), await signIn(`ben_${name}`)];
  await Promise.all([ann.device.client.history(ben.id), ben.device.client.history(ann.id)]);
  return [ann, ben];
}

async function say({ device }: Person, to: Person, text: string): Promise<Sent> {
  const message = await device.client.whenSettled(device.client.send(to.id, { type: 'text', text }).localId);
  if (message.id === undefined) throw new Error(message.failure?.message);
  return { ...message, id: message.id };
}

const textOf = ({ content }: Message) => (content.type === 'text' ? content.text : '?');
const texts = (client: Client, id: ConversationId) => client.messages(id).map(textOf);
const unreadOf = (client: Client, id: ConversationId) =>
  client.conversations().find((one) => one.id === id)?.unreadCount ?? 0;

/** Does something, and kills the program at a moment of it. Tells how far it came. */
async function killedAt(device: Device, at: number, deed: () => Promise<unknown>) {
  const moments: Moment[] = [];
  const killed = new Promise<'killed'>((resolve) => {
    device.watch((moment) => {
      moments.push(moment);
      if (moments.length < at) return;
      device.kill();
      resolve('killed');
    });
  });
  const done = deed().then(
    () => 'done' as const,
    () => killed,
  );
  const outcome = await Promise.race([done, killed]);
  device.kill();
  // What is done is on the disk with the first write that was begun; before that it was only typed.
  const begun = moments.length >= at ? moments.slice(0, at - 1) : moments;
  return { isThrough: outcome === 'done', isKept: begun.includes('write'), moments };
}

describe('a program that is killed at any write and any frame', () => {
  test('while it sends: one message at the receiver, sent at the sender', async () => {
    const [ann, ben] = await pair('sends');
    const expected: string[] = [];
    for (let at = 1, isThrough = false; !isThrough; at += 1) {
      expect(at).toBeLessThan(maxMoments);
      const text = `message ${at}`;
      const { client } = ann.device;
      const round = await killedAt(ann.device, at, () =>
        client.whenSettled(client.send(ben.id, { type: 'text', text }).localId),
      );
      ({ isThrough } = round);
      expect(await ann.device.holds(text), round.moments.join(' ')).toBe(round.isKept);
      if (round.isKept) expected.push(text);
      const again = await ann.device.reopen();
      await untilOnline(again);
      await until(again, () => {
        const messages = again.messages(ben.id).filter((message) => textOf(message) === text);
        return messages.length === (round.isKept ? 1 : 0) && messages.every(({ id }) => id !== undefined);
      });
      if (isThrough) expect(at).toBeGreaterThan(6);
    }
    await until(ben.device.client, () => texts(ben.device.client, ann.id).length >= expected.length);
    expect(texts(ben.device.client, ann.id)).toEqual(expected);
    expect(texts(ann.device.client, ben.id)).toEqual(expected);
    const states = ann.device.client.messages(ben.id).map(({ status }) => status);
    expect(states.filter((status) => status === 'sending' || status === 'failed')).toEqual([]);
    expect((await ann.witness.history(ben.id)).map(({ text }) => text)).toEqual(expected);
    await vi.waitFor(() => expect(unreadOf(ben.device.client, ann.id)).toBe(expected.length));
  });

  const deeds: readonly {
    readonly name: string;
    /** Does it to a message of the user's or to one of the other side. */
    readonly run: (client: Client, peer: ConversationId, subject: { own: Sent; theirs: Sent }) => Promise<void>;
    /** Whether the other side has heard of it, where the promise does not tell. */
    readonly heard?: (peer: Client, me: ConversationId, subject: { own: Sent; theirs: Sent }) => boolean;
    /** What is shown here and there, and unread here, when it is done. */
    readonly here: readonly string[];
    readonly there: readonly string[];
    readonly unread: number;
  }[] = [
    {
      name: 'recalls',
      run: (client, peer, { own }) => client.recall(peer, own.id),
      here: ['theirs'],
      there: ['theirs'],
      unread: 1,
    },
    {
      name: 'edits',
      run: (client, peer, { own }) => client.edit(peer, own.id, 'new'),
      here: ['new', 'theirs'],
      there: ['new', 'theirs'],
      unread: 1,
    },
    {
      name: 'appends',
      run: (client, peer, { own }) => client.append(peer, own.id, ' and more'),
      here: ['own and more', 'theirs'],
      there: ['own and more', 'theirs'],
      unread: 1,
    },
    {
      name: 'deletes',
      run: (client, peer, { theirs }) => client.deleteMessage(peer, theirs.id),
      here: ['own'],
      there: ['own', 'theirs'],
      unread: 0,
    },
    {
      name: 'reads',
      run: (client, peer) => client.markRead(peer),
      heard: (peer, me, { theirs }) => peer.messages(me).find(({ id }) => id === theirs.id)?.status === 'read',
      here: ['own', 'theirs'],
      there: ['own', 'theirs'],
      unread: 0,
    },
    {
      name: 'clears',
      run: (client, peer) => client.deleteConversation(peer, 'everywhere'),
      here: [],
      there: ['own', 'theirs'],
      unread: 0,
    },
  ];

  test.each(deeds)('while it $name: done once, everywhere', async ({ name, run, heard, here, there, unread }) => {
    const [ann, ben] = await pair(name);
    for (let at = 1, isThrough = false; !isThrough; at += 1) {
      expect(at).toBeLessThan(maxMoments);
      const subject = { own: await say(ann, ben, 'own'), theirs: await say(ben, ann, 'theirs') };
      await until(ben.device.client, () => {
        return ben.device.client
          .messages(ann.id)
          .some(({ id, status }) => id === subject.theirs.id && status === 'delivered');
      });
      const since = (client: Client, id: ConversationId) =>
        client.messages(id).flatMap((message) => ((message.id ?? 0) >= subject.own.id ? [textOf(message)] : []));
      await until(ann.device.client, () => since(ann.device.client, ben.id).length === 2);
      const { client } = ann.device;
      const before = unreadOf(client, ben.id);
      const round = await killedAt(ann.device, at, async () => {
        await run(client, ben.id, subject);
        if (heard) await until(ben.device.client, () => heard(ben.device.client, ann.id, subject));
      });
      ({ isThrough } = round);
      const again = await ann.device.reopen();
      await untilOnline(again);
      const { isKept } = round;
      await vi.waitFor(async () => {
        const where = `${at}: ${round.moments.join(' ')}`;
        expect(since(again, ben.id), where).toEqual(isKept ? here : ['own', 'theirs']);
        expect(since(ben.device.client, ann.id), where).toEqual(isKept ? there : ['own', 'theirs']);
        const counts = await ann.witness.unread();
        expect(unreadOf(again, ben.id), where).toBe(counts.get(ben.id) ?? 0);
        if (isKept && unread === 0 && name !== 'deletes') expect(unreadOf(again, ben.id), where).toBe(0);
        else expect(unreadOf(again, ben.id), where).toBe(before - (isKept && unread === 0 ? 1 : 0));
      });
      await again.markRead(ben.id);
      await vi.waitFor(async () => expect((await ann.witness.unread()).get(ben.id) ?? 0).toBe(0));
    }
  });
});
