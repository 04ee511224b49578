import { type ConversationId, isGroupId } from '@warbler/protocol';
import {
  callWitness,
  type FuzzCloud,
  type FuzzRun,
  type Random,
  randomFrom,
  type Witness as Server,
  type TestUser,
} from '@warbler/test-kit';
import { expect, vi } from 'vitest';
import type { Client, Group } from '../../src/index.ts';
import { until } from '../until.ts';
import { leave, signInShaky } from './bad-network.ts';
import { FuzzDevice, type FuzzWorld } from './fuzz-device.ts';
import { Ledger } from './ledger.ts';

const names = ['ann', 'ben', 'cat'];
const maxDevices = 3;
/** Everything is settled by then: some waits of the SDK's. */
const sameWithinMs = 30_000;

/** Somebody, with what a fresh device and the server itself have of what is theirs. */
interface Witness {
  readonly user: TestUser;
  readonly fresh: FuzzDevice;
  readonly server: Server;
}

/** Three people with some devices each, behind bad networks, who write to each other, to themselves and in a group. */
export class ClientRun implements FuzzRun {
  readonly #cloud: FuzzCloud;
  readonly #random: Random;
  readonly #users: readonly TestUser[];
  readonly #world: FuzzWorld;
  readonly #ledger: Ledger;
  readonly #cleared: ReadonlySet<string>;
  readonly #wrong: readonly string[];
  #devices: readonly FuzzDevice[] = [];
  #group: Group | undefined;

  private constructor(cloud: FuzzCloud, random: Random, users: readonly TestUser[]) {
    const ledger = new Ledger();
    const cleared = new Set<string>();
    const wrong: string[] = [];
    this.#cloud = cloud;
    this.#random = random;
    this.#users = users;
    this.#ledger = ledger;
    this.#cleared = cleared;
    this.#wrong = wrong;
    this.#world = {
      random,
      ledger,
      nameOf,
      wrong: (what) => wrong.push(what),
      cleared: (user, conversation) => cleared.add(`${user} ${conversation}`),
    };
  }

  static async start(cloud: FuzzCloud, seed: number): Promise<ClientRun> {
    const random = randomFrom(seed);
    const run = new ClientRun(cloud, random, await cloud.registerAll(names, seed));
    const [owner, ...others] = run.#users;
    for (const user of run.#users) {
      for (let count = 1 + random.below(maxDevices); count > 0; count -= 1) await run.#addDevice(user);
    }
    const { groups } = run.#deviceOf(owner).client;
    run.#group = await groups.create({ name: 'all', members: others.slice(0, 1).map(({ userId }) => userId) });
    if (random.next() < 0.5) await groups.update(run.#group.id, { hasReadReceipts: true });
    for (const { client } of run.#devices) client.groups.members(run.#group.id);
    return run;
  }

  async step(): Promise<void> {
    const random = this.#random;
    const device = random.pick(this.#devices);
    const conversation = random.pick(this.#conversations);
    const dice = random.next();
    if (dice < 0.32) device.say(conversation);
    else if (dice < 0.42) device.read(conversation);
    else if (dice < 0.58) device.operate(conversation);
    else if (dice < 0.6) device.clear(conversation);
    else if (dice < 0.66) device.changeGroup(this.#groupNow.id, random.pick(this.#users));
    else if (dice < 0.68) device.type(conversation);
    else if (dice < 0.75) device.spoilNetwork();
    else if (dice < 0.84) this.#heal(device);
    else if (dice < 0.89) await device.reload();
    else if (dice < 0.895) await this.#cloud.anyNode(random).restart();
    else if (dice < 0.91) this.#cloud.stepClock(random);
    else if (dice < 0.93) device.stepClock();
    else if (dice < 0.94) device.sleep();
    else await this.#pause(20);
    await this.#pause(random.below(4));
  }

  /** All networks are good again, and everything that was begun is answered. */
  async finish(): Promise<void> {
    for (const device of this.#devices) await device.settled();
  }

  /** Requires of every device that it shows, and has stored, what the server and a fresh device have. */
  async check(): Promise<void> {
    expect(this.#wrong).toEqual([]);
    for (const user of this.#users) {
      const witness = await this.#callWitness(user);
      const own = this.#devices.filter((device) => device.user === user);
      for (const device of [witness.fresh, ...own]) {
        await vi.waitFor(() => this.#requireSame(device, witness), { timeout: sameWithinMs, interval: 200 });
      }
      for (const device of own) await this.#requireStored(device);
      witness.server.leave();
      await leave(witness.fresh.shaky);
    }
    expect(this.#wrong).toEqual([]);
  }

  async leave(): Promise<void> {
    await Promise.all(this.#devices.map(({ shaky }) => leave(shaky)));
  }

  get #conversations(): readonly ConversationId[] {
    return [...this.#users.map(({ userId }) => userId), this.#groupNow.id];
  }

  get #groupNow(): Group {
    if (!this.#group) throw new Error('the run has not started');
    return this.#group;
  }

  #deviceOf(user: TestUser | undefined): FuzzDevice {
    const device = this.#devices.find((one) => one.user === user);
    if (!device) throw new Error('everybody has a device');
    return device;
  }

  async #addDevice(user: TestUser): Promise<void> {
    const number = this.#devices.filter((one) => one.user === user).length;
    const shaky = await signInShaky(this.#cloud.anyNode(this.#random), user);
    this.#devices = [...this.#devices, new FuzzDevice(user, `${user.username}/${number}`, shaky, this.#world)];
  }

  /** So many times to the server and back. */
  async #pause(count: number): Promise<void> {
    for (let at = 0; at < count; at += 1) await this.#cloud.cloud.rest.call('GET', '/api/health');
  }

  /** Its network is good again; what it connects from now on may reach another server. */
  #heal(device: FuzzDevice): void {
    device.shaky.proxy.lead(this.#cloud.anyNode(this.#random).url);
    device.healNetwork();
  }

  async #callWitness(user: TestUser): Promise<Witness> {
    const cloud = this.#cloud.anyNode(this.#random);
    const shaky = await signInShaky(cloud, user);
    const fresh = new FuzzDevice(user, `${user.username}/fresh`, shaky, this.#world);
    await until(fresh.client, () => fresh.client.groups.list() !== undefined);
    return { user, fresh, server: await callWitness(cloud, user) };
  }

  async #requireSame(device: FuzzDevice, { user, fresh, server }: Witness): Promise<void> {
    const { client, name } = device;
    const unread = await server.unread();
    this.#requireSameGroup(device, fresh);
    const isMember = fresh.client.groups.list().length > 0;
    let total = [...unread.values()].reduce((sum, count) => sum + count, 0);
    for (const conversation of this.#conversations) {
      if (isGroupId(conversation) && !isMember) continue;
      const where = `${conversation} at ${name}`;
      const stored = await server.history(conversation);
      const count = unread.get(conversation) ?? 0;
      const counted = device.isHidden(conversation, stored.at(-1)?.mid ?? 0) ? 0 : count;
      total += counted - count;
      expect(unreadOf(client, conversation), `unread of ${where}`).toBe(counted);
      await loadAll(client, conversation);
      const shown = linesOf(client, conversation);
      // Who was out of the group for a while may have seen more of what was before than the server still shows.
      const isOwner = user === this.#users[0];
      const compared = isGroupId(conversation) && !isOwner ? shown.slice(-stored.length || shown.length) : shown;
      expect(compared, where).toEqual(stored.map(({ mid, text }) => `${mid} ${text}`));
      const mayLack = this.#cleared.has(`${user.userId} ${conversation}`) || (isGroupId(conversation) && !isOwner);
      const view = { conversation: nameOf(user.userId, conversation), user: user.userId, shown: stored, mayLack };
      expect(this.#ledger.faults(view), where).toEqual([]);
      if (!isGroupId(conversation))
        expect(statesOf(client, conversation), where).toEqual(statesOf(fresh.client, conversation));
    }
    expect(client.totalUnread, `total of ${name}`).toBe(total);
  }

  #requireSameGroup({ client, name }: FuzzDevice, { client: fresh }: FuzzDevice): void {
    const { id } = this.#groupNow;
    // Lists know no settings; whoever asks for the group gets them.
    for (const one of [client, fresh]) one.groups.get(id);
    expect(client.groups.list(), `groups of ${name}`).toEqual(fresh.groups.list());
    if (fresh.groups.list().length === 0) return;
    expect(client.groups.get(id), `group of ${name}`).toEqual(fresh.groups.get(id));
    // An end of a ban that has passed is kept by those who know it, and not told any more to those who ask.
    const nowMs = this.#cloud.now();
    const membersAt = ({ groups }: Client) =>
      groups.members(id).map((member) => ({
        ...member,
        bannedUntilMs: member.bannedUntilMs > nowMs ? member.bannedUntilMs : Math.min(member.bannedUntilMs, 0),
      }));
    expect(membersAt(client), `members at ${name}`).toEqual(membersAt(fresh));
  }

  /** Without a network it shows the same. */
  async #requireStored({ shaky, name }: FuzzDevice): Promise<void> {
    const { groups } = shaky.client;
    // What somebody who is not in the group any more has of it was not looked at.
    const conversations = this.#conversations.filter((id) => !isGroupId(id) || groups.list().length > 0);
    const look = () =>
      conversations.map((id) => ({
        ...{ id, lines: linesOf(shaky.client, id), states: statesOf(shaky.client, id) },
        unread: unreadOf(shaky.client, id),
      }));
    const before = look();
    await shaky.device.close();
    shaky.proxy.fault({ kind: 'refuse' });
    shaky.proxy.breakAll();
    const client = await shaky.device.reopen();
    for (const id of conversations) {
      client.messages(id);
      if (client.conversations().some((one) => one.id === id)) {
        // At once more than a run has; only what is not stored would have to be asked for.
        await Promise.race([
          client.history(id, { limit: 10_000 }),
          until(client, () => client.messages(id).length > 0),
        ]);
      }
    }
    await vi.waitFor(() => expect(look(), `what is stored at ${name}`).toEqual(before), { timeout: 5_000 });
  }
}

/** One name for both sides of a conversation. */
function nameOf(user: number, conversation: ConversationId): string {
  if (isGroupId(conversation)) return String(conversation);
  return [user, conversation].sort((one, other) => one - other).join(':');
}

function unreadOf(client: Client, conversation: ConversationId): number {
  return client.conversations().find(({ id }) => id === conversation)?.unreadCount ?? 0;
}

function linesOf(client: Client, conversation: ConversationId): readonly string[] {
  const messages = client.messages(conversation).filter(({ status }) => status !== 'failed');
  return messages.map(({ id, content }) => `${id} ${content.type === 'text' ? content.text : content.type}`);
}

function statesOf(client: Client, conversation: ConversationId): readonly string[] {
  const messages = client.messages(conversation).filter(({ status }) => status !== 'failed');
  return messages.map(({ id, status }) => `${id} ${status}`);
}

async function loadAll(client: Client, conversation: ConversationId): Promise<void> {
  for (let hasMore = true; hasMore; ) ({ hasMore } = await client.history(conversation, { limit: 200 }));
}
