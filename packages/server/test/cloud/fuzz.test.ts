import {
  ConversationOperationType,
  decodeMessageBody,
  encodeConversation,
  MetaNamespace,
  OperationType,
  StatusCode,
} from '@warbler/protocol';
import { type Cloud, DeployedClient, startCloud, type TestUser, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChatModel } from './chat-model.ts';
import { applyOwn, operate } from './operate.ts';
import { type Random, randomFrom } from './random.ts';
import { shownBy } from './verify-sync.ts';

/** Runs that failed once stay here; the last ones are new every time and named in the title. */
const SEEDS = [1, 2, 3, Date.now() % 1_000_000, (Date.now() % 1_000_000) + 1];
const STEPS = 120;

describe('any run of sends, reads, operations, disconnects and restarts', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud();
  });
  afterAll(() => cloud.stop());

  const play = async (seed: number) => {
    const run = await FuzzRun.start(cloud, seed);
    for (let step = 0; step < STEPS; step += 1) await run.step();
    await run.finish();
    await run.check();
    run.leave();
  };

  test.each(SEEDS)('seed %i: ends with nothing lost, nothing twice, one order, exact unread counts', play);

  // `npm run fuzz`: as many seeds as the time holds.
  const minutes = Number(process.env.WARBLER_FUZZ_MINUTES ?? 0);
  if (minutes > 0) {
    test(`${minutes} minutes of seeds`, { timeout: (minutes + 2) * 60_000 }, async () => {
      const first = Number(process.env.WARBLER_FUZZ_SEED);
      const end = performance.now() + minutes * 60_000;
      let seed = first;
      for (; performance.now() < end; seed += 1) {
        await play(seed).catch((cause) => Promise.reject(new Error(`seed ${seed} failed`, { cause })));
      }
      process.stdout.write(
        `seeds ${first} to ${seed - 1}: ${seed - first} runs of ${STEPS} steps, all as the model says\n`,
      );
    });
  }
});

class FuzzRun {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #users: readonly TestUser[];
  readonly #devices: readonly DeployedClient[];
  readonly #model = new ChatModel();
  /** What must be answered in the end, however often the connection breaks. */
  readonly #pending: Promise<void>[] = [];
  #isOver = false;
  #count = 0;

  private constructor(cloud: Cloud, random: Random, users: readonly TestUser[], devices: readonly DeployedClient[]) {
    this.#cloud = cloud;
    this.#random = random;
    this.#users = users;
    this.#devices = devices;
  }

  static async start(cloud: Cloud, seed: number): Promise<FuzzRun> {
    const random = randomFrom(seed);
    const users: TestUser[] = [];
    const devices: DeployedClient[] = [];
    for (const name of ['ann', 'ben', 'cat']) {
      const user = await cloud.register(`${name}_${seed}_${Math.floor(performance.now())}`);
      users.push(user);
      const token = await cloud.rest.logIn(user);
      for (const deviceGuid of ['phone', 'laptop'].slice(0, 1 + random.below(2))) {
        const login = { url: cloud.url, transport: random.pick(TRANSPORTS), userId: user.userId, token, deviceGuid };
        devices.push(await DeployedClient.logIn(login));
      }
    }
    return new FuzzRun(cloud, random, users, devices);
  }

  async step(): Promise<void> {
    const random = this.#random;
    const device = random.pick(this.#devices);
    const dice = random.next();
    if (dice < 0.4) this.#send(device, random.pick(this.#users).userId);
    else if (dice < 0.5) this.#readOne(device);
    else if (dice < 0.58) this.#readAll(device);
    else if (dice < 0.72) await this.#operate(device);
    else if (dice < 0.76) device.disconnect();
    else if (dice < 0.9) await this.#online(device);
    else if (dice < 0.91) await this.#cloud.restart();
    else await Promise.race([Promise.all(this.#pending), device.isConnected ? device.unread().catch(ignoreCut) : null]);
  }

  /** Everyone comes back, everything is answered, everything is pulled. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#pending);
    for (const device of this.#devices) {
      await this.#online(device);
      for (const peer of (await device.unread()).order) await device.pullAll(peer);
    }
  }

  async check(): Promise<void> {
    for (const device of this.#devices) {
      const me = device.options.userId;
      const { unread } = await device.unread();
      for (const { userId: peer } of this.#users) {
        const expected = this.#model.seenBy(me, peer);
        const texts = (messages: readonly { readonly mid: number; readonly text: string }[]) =>
          messages.map(({ mid, text }) => `${mid} ${text}`);
        expect(unread.get(peer) ?? 0, `unread of ${me} with ${peer}`).toBe(this.#model.unread(me, peer));
        const others = expected.filter(({ from, fromSn }) => from !== me || fromSn !== device.deviceSn);
        const got = shownBy(device, peer).map(({ mid, content }) => ({ mid, text: content }));
        expect(texts(got), `stream of ${me}`).toEqual(texts(others));
        const received = [...(device.received.get(peer)?.values() ?? [])];
        const arrived = received.filter(({ from }) => from !== undefined).map(({ id }) => id);
        expect(arrived, `order of arrival at ${me}`).toEqual([...arrived].sort((one, other) => one - other));
        expect(texts(await historyOf(device, peer)), `history of ${me}`).toEqual(texts(expected));
      }
    }
  }

  leave(): void {
    for (const device of this.#devices) device.disconnect();
  }

  #send(device: DeployedClient, to: number): void {
    const clientMid = device.nextClientMid();
    this.#count += 1;
    const text = `message ${this.#count}`;
    this.#insist(device, async () => {
      const answer = await device.sendText(to, text, { clientMid });
      expect(answer.status?.code).toBe(StatusCode.OK);
      const from = device.options.userId;
      this.#model.sent({ mid: answer.serverMid, from, fromSn: device.deviceSn, to, text });
    });
  }

  #readOne(device: DeployedClient): void {
    const peer = this.#random.pick(this.#users).userId;
    const me = device.options.userId;
    const others = device.messages(peer).filter(({ meta }) => meta.from?.uid !== me);
    if (others.length === 0) return;
    const { mid } = this.#random.pick(others);
    this.#model.readOne(me, mid);
    this.#insist(device, async () => {
      expect((await device.sendReceipt(peer, OperationType.READ_ACK, mid)).status?.code).toBe(StatusCode.OK);
    });
  }

  #readAll(device: DeployedClient): void {
    const peer = this.#random.pick(this.#users).userId;
    const messages = device.messages(peer);
    if (messages.length === 0) return;
    const { mid } = this.#random.pick(messages);
    this.#model.readAll(device.options.userId, peer, mid);
    this.#insist(device, async () => {
      expect((await device.readAll(peer, mid)).status?.code).toBe(StatusCode.OK);
    });
  }

  /** Operations do not commute with what is under way, so they wait for it. */
  async #operate(device: DeployedClient): Promise<void> {
    await Promise.all(this.#pending);
    await this.#online(device);
    const random = this.#random;
    const me = device.options.userId;
    const peer = random.pick(this.#users).userId;
    const seen = this.#model.seenBy(me, peer);
    const own = seen.filter(({ from }) => from === me);
    const others = seen.filter(({ from }) => from !== me);
    const dice = random.next();
    if (dice < 0.25 && own.length > 0) {
      const { mid } = random.pick(own);
      this.#model.recall(mid);
      expectOk(await operate(device, peer, OperationType.RECALL, mid));
    } else if (dice < 0.5 && own.length > 0) {
      const { mid } = random.pick(own);
      this.#count += 1;
      const content = ` edit ${this.#count}`;
      const isAppend = random.next() < 0.5;
      this.#model.edit(mid, (text) => (isAppend ? text + content : content));
      const type = isAppend ? OperationType.APPEND : OperationType.REPLACE;
      expectOk(await operate(device, peer, type, mid, { content }));
    } else if (dice < 0.7 && others.length > 0) {
      const { mid } = random.pick(others);
      this.#model.cancelRead(me, mid);
      expectOk(await operate(device, me, OperationType.READ_CANCEL, mid, { xid: peer }));
    } else if (dice < 0.92 && seen.length > 0) {
      const { mid } = random.pick(seen);
      this.#model.delete(me, mid);
      expectOk(await operate(device, me, OperationType.DELETE, mid, { xid: peer }));
    } else if (seen.length > 0) {
      this.#model.clear(me, peer);
      const operation = { type: ConversationOperationType.DELETE_EVERYWHERE, xid: { uid: peer } };
      const payload = encodeConversation({ type: 1, operation });
      const answer = await device.sendMeta(MetaNamespace.CONVERSATION, payload);
      expectOk(answer);
      applyOwn(device, peer, { id: answer.serverMid, ns: MetaNamespace.CONVERSATION, payload });
    }
  }

  /** Does it, again after every broken connection, until it is answered. */
  #insist(device: DeployedClient, action: () => Promise<void>): void {
    const attempt = async (): Promise<void> => {
      try {
        if (!device.isConnected) await this.#online(device);
        await action();
      } catch (error) {
        ignoreCut(error);
        await attempt();
      }
    };
    this.#pending.push(attempt());
  }

  readonly #connecting = new Map<DeployedClient, Promise<void>>();

  /** Connects and logs in; several who want it share one attempt. */
  #online(device: DeployedClient): Promise<void> {
    if (device.isConnected && !this.#connecting.has(device)) return Promise.resolve();
    const known = this.#connecting.get(device);
    if (known !== undefined) return known;
    const connecting = this.#connect(device).finally(() => this.#connecting.delete(device));
    this.#connecting.set(device, connecting);
    return connecting;
  }

  async #connect(device: DeployedClient): Promise<void> {
    for (;;) {
      try {
        await device.connect();
        const { code } = await device.provision();
        expect(code).toBe(StatusCode.OK);
        return;
      } catch (error) {
        ignoreCut(error);
        if (this.#isOver) await this.#cloud.rest.call('GET', '/api/health').catch(ignoreCut);
      }
    }
  }
}

function expectOk({
  status,
}: {
  readonly status?: { readonly code: number; readonly reason: string } | undefined;
}): void {
  expect([status?.code, status?.reason]).toEqual([StatusCode.OK, '']);
}

/** A cut line or a refused connection is part of the run; anything else is a failure. */
function ignoreCut(error: unknown): void {
  const text = String(error);
  if (/closed|not connected|ECONNREFUSED|ECONNRESET|websocket error|hang up|fetch failed/i.test(text)) return;
  throw error;
}

async function historyOf(device: DeployedClient, peer: number): Promise<{ mid: number; text: string }[]> {
  const messages: { mid: number; text: string }[] = [];
  for (let before = 0; ; ) {
    const page = await device.history(peer, before, 50);
    messages.unshift(
      ...page.metas.map(({ id, payload }) => ({ mid: id, text: decodeMessageBody(payload).content })).reverse(),
    );
    if (page.nextKey === 0) return messages;
    before = page.nextKey;
  }
}
