import { type Cloud, startCloud, type TestUser } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Client } from '../../src/index.ts';
import { leave, type ShakyDevice, signInShaky } from './bad-network.ts';

/** Somebody with one device behind a network that a test can spoil. */
export interface ShakyPerson {
  readonly user: TestUser;
  readonly phone: ShakyDevice;
  readonly id: TestUser['userId'];
}

/** People of a cloud of a test file's own. */
export interface ShakyPeople {
  readonly cloud: Cloud;
  newPerson(name: string): Promise<ShakyPerson>;
  /** Two people who look at their conversation. */
  newPair(): Promise<readonly [ShakyPerson, ShakyPerson]>;
}

/** Starts a cloud before the tests of a file and stops it after them; everybody leaves after each test. */
export function withShakyPeople(): ShakyPeople {
  const devices: ShakyDevice[] = [];
  let cloud: Cloud;
  let pairCount = 0;
  beforeAll(async () => {
    cloud = await startCloud();
  });
  afterEach(async () => {
    await Promise.all(devices.splice(0).map(leave));
  });
  afterAll(() => cloud.stop());

  async function newPerson(name: string): Promise<ShakyPerson> {
    const user = await cloud.register(name);
    const phone = await signInShaky(cloud, user);
    devices.push(phone);
    return { user, phone, id: user.userId };
  }

  return {
    get cloud() {
      return cloud;
    },
    newPerson,
    async newPair() {
      pairCount += 1;
      const [ann, ben] = [await newPerson(`ann_${pairCount}`), await newPerson(`ben_${pairCount}`)];
      await Promise.all([ann.phone.client.history(ben.id), ben.phone.client.history(ann.id)]);
      return [ann, ben];
    },
  };
}

/** What a conversation says, message by message; `?` for what is no text. */
export function textsOf(client: Client, id: TestUser['userId']): readonly string[] {
  return client.messages(id).map(({ content }) => (content.type === 'text' ? content.text : '?'));
}

/** How much is unread in a conversation. */
export function unreadIn(client: Client, id: TestUser['userId']): number {
  return client.conversations().find((one) => one.id === id)?.unreadCount ?? 0;
}
