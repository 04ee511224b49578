import { OperationType, StatusCode } from '@warbler/protocol';
import {
  type DeployedClient,
  type FuzzCloud,
  type FuzzRun,
  historyOf,
  type Random,
  randomFrom,
  type TestUser,
} from '@warbler/test-kit';
import { expect } from 'vitest';
import { ChatModel } from './chat-model.ts';
import { FuzzDevices } from './fuzz-devices.ts';
import { operateAtRandom } from './fuzz-operations.ts';
import { shownBy } from './verify-sync.ts';

/** Three people who write to each other and to themselves. */
export class PairRun implements FuzzRun {
  readonly #cloud: FuzzCloud;
  readonly #random: Random;
  readonly #users: readonly TestUser[];
  readonly #devices: FuzzDevices;
  readonly #model = new ChatModel();
  #count = 0;

  private constructor(cloud: FuzzCloud, random: Random, users: readonly TestUser[], devices: FuzzDevices) {
    this.#cloud = cloud;
    this.#random = random;
    this.#users = users;
    this.#devices = devices;
  }

  static async start(cloud: FuzzCloud, seed: number): Promise<PairRun> {
    const random = randomFrom(seed);
    const users = await cloud.registerAll(['ann', 'ben', 'cat'], seed);
    const ids = users.map(({ userId }) => userId);
    return new PairRun(cloud, random, users, await FuzzDevices.logIn(cloud, random, users, ids));
  }

  async step(): Promise<void> {
    const random = this.#random;
    const device = random.pick(this.#devices.all);
    const dice = random.next();
    if (dice < 0.4) this.#send(device, random.pick(this.#users).userId);
    else if (dice < 0.5) this.#readOne(device);
    else if (dice < 0.58) this.#readAll(device);
    else if (dice < 0.72) await this.#operate(device);
    else if (dice < 0.76) device.disconnect();
    else if (dice < 0.9) await this.#devices.online(device);
    else if (dice < 0.91) await this.#cloud.anyNode(random).restart();
    else if (dice < 0.92) this.#cloud.stepClock(random);
    else await this.#devices.pause(device);
  }

  finish(): Promise<void> {
    return this.#devices.finish();
  }

  async check(): Promise<void> {
    for (const device of this.#devices.all) {
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
    this.#devices.leave();
  }

  #send(device: DeployedClient, to: number): void {
    const clientMid = device.nextClientMid();
    this.#count += 1;
    const text = `message ${this.#count}`;
    this.#devices.insist(device, async () => {
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
    this.#devices.insist(device, async () => {
      expect((await device.sendReceipt(peer, OperationType.READ_ACK, mid)).status?.code).toBe(StatusCode.OK);
    });
  }

  #readAll(device: DeployedClient): void {
    const peer = this.#random.pick(this.#users).userId;
    const messages = device.messages(peer);
    if (messages.length === 0) return;
    const { mid } = this.#random.pick(messages);
    this.#model.readAll(device.options.userId, peer, mid);
    this.#devices.insist(device, async () => {
      expect((await device.readAll(peer, mid)).status?.code).toBe(StatusCode.OK);
    });
  }

  /** Operations do not commute with what is under way, so they wait for it. */
  async #operate(device: DeployedClient): Promise<void> {
    await this.#devices.settled();
    await this.#devices.online(device);
    const me = device.options.userId;
    const peer = this.#random.pick(this.#users).userId;
    const seen = this.#model.seenBy(me, peer);
    const own = seen.filter(({ from }) => from === me);
    await operateAtRandom(device, this.#random, {
      id: peer,
      model: this.#model,
      seen,
      recallable: own,
      editable: own,
      isClearable: seen.length > 0,
      newText: () => this.#newEdit(),
    });
  }

  #newEdit(): string {
    this.#count += 1;
    return ` edit ${this.#count}`;
  }
}
