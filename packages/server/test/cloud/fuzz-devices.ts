import { StatusCode } from '@warbler/protocol';
import { DeployedClient, type FuzzCloud, type Random, type TestUser, TRANSPORTS } from '@warbler/test-kit';
import { expect } from 'vitest';

/** The devices of a fuzz run: what they do is answered in the end, however often their connections break. */
export class FuzzDevices {
  readonly all: readonly DeployedClient[];
  readonly #cloud: FuzzCloud;
  readonly #random: Random;
  readonly #conversations: readonly number[];
  readonly #pending: Promise<void>[] = [];
  #isOver = false;

  private constructor(
    cloud: FuzzCloud,
    random: Random,
    all: readonly DeployedClient[],
    conversations: readonly number[],
  ) {
    this.#cloud = cloud;
    this.#random = random;
    this.#conversations = conversations;
    this.all = all;
  }

  /** Logs in one or two devices of each user, over either transport. */
  static async logIn(
    cloud: FuzzCloud,
    random: Random,
    users: readonly TestUser[],
    conversations: readonly number[],
  ): Promise<FuzzDevices> {
    const devices: DeployedClient[] = [];
    for (const user of users) {
      const token = await cloud.cloud.rest.logIn(user);
      for (const deviceGuid of ['phone', 'laptop'].slice(0, 1 + random.below(2))) {
        const { url } = cloud.anyNode(random);
        const login = { url, transport: random.pick(TRANSPORTS), userId: user.userId, token, deviceGuid };
        devices.push(await DeployedClient.logIn(login));
      }
    }
    return new FuzzDevices(cloud, random, devices, conversations);
  }

  /** Resolves when everything that was begun is answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }

  /** A moment for what is under way. */
  async pause(device: DeployedClient): Promise<void> {
    await Promise.race([this.settled(), device.isConnected ? device.unread().catch(ignoreCut) : null]);
  }

  /** Everyone comes back, everything is answered, everything is pulled. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await this.settled();
    for (const device of this.all) await this.catchUp(device);
  }

  /** Brings a device online and up to date. */
  async catchUp(device: DeployedClient): Promise<void> {
    for (;;) {
      try {
        await this.online(device);
        for (const conversation of this.#conversations) await device.pullAll(conversation);
        return;
      } catch (error) {
        ignoreCut(error);
      }
    }
  }

  leave(): void {
    for (const device of this.all) device.disconnect();
  }

  /** Does it, again after every broken connection, until it is answered. */
  insist(device: DeployedClient, action: () => Promise<void>): void {
    const attempt = async (): Promise<void> => {
      try {
        if (!device.isConnected) await this.online(device);
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
  online(device: DeployedClient): Promise<void> {
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
        device.url = this.#cloud.anyNode(this.#random).url;
        await device.connect();
        const { code } = await device.provision();
        expect(code).toBe(StatusCode.OK);
        return;
      } catch (error) {
        ignoreCut(error);
        if (this.#isOver) await this.#cloud.cloud.rest.call('GET', '/api/health').catch(ignoreCut);
      }
    }
  }
}

/** The answer says that it worked. */
export function expectOk({
  status,
}: {
  readonly status?: { readonly code: number; readonly reason: string } | undefined;
}): void {
  expect([status?.code, status?.reason]).toEqual([StatusCode.OK, '']);
}

/** A cut line or a refused connection is part of the run; anything else is a failure. */
export function ignoreCut(error: unknown): void {
  const text = String(error);
  if (/closed|not connected|ECONNREFUSED|ECONNRESET|websocket error|hang up|fetch failed/i.test(text)) return;
  throw error;
}
