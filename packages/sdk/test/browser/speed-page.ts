import { type ConversationId, ImError } from '@warbler/protocol';
import { createClient, openIndexedDbStorage } from '../../src/index.ts';
import { type AccountSize, fillAccount, largeAccount, peerAt } from '../load/large-account.ts';
import { LoadServer } from '../load/load-server.ts';
import { measureIncoming, measureOpen, measureSearch, untilEvent } from '../load/measure.ts';

// What the speed tests call in a page of Chromium.

const name = 'speed';
const open = () => openIndexedDbStorage({ name });

const page = {
  async fill(size: AccountSize): Promise<void> {
    const storage = await open();
    await fillAccount(storage, size);
    await storage.close();
  },
  open: () => measureOpen(open),
  search: () => measureSearch(open),
  /** With the pictures that were drawn meanwhile, and how many in a second before anything happened. */
  async incoming(perSecond: number, seconds: number) {
    const idle = countFrames();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const idlePerSecond = idle.end();
    const frames = countFrames();
    const figures = await measureIncoming(open, { perSecond, seconds });
    return { ...figures, idlePerSecond, framesPerSecond: frames.end() };
  },
  /** Messages come until the storage has been full; tells what left, what is stored then, and what went wrong. */
  async overflow() {
    const server = new LoadServer();
    const { appId, deviceScope } = largeAccount;
    const { platform } = server;
    const client = createClient({ appId, dns: 'http://load/v2/app_dns', storage: open(), deviceScope, platform });
    const removed: { conversationId: ConversationId; count: number }[] = [];
    const problems: string[] = [];
    client.on('storageTrimmed', (event) => removed.push(...event.removed));
    const failed = new Promise<void>((resolve) => {
      client.on('problem', ({ error }) => {
        problems.push(ImError.from(error).code);
        resolve();
      });
    });
    await client.resume();
    await untilEvent(client, () => client.connection.state === 'online');
    const before = await client.local.count(peerAt(0));
    for (let round = 0; round < maxRounds && removed.length === 0 && problems.length === 0; round += 1) {
      const last = pushed(server);
      const newest = () => client.conversations().find(({ id }) => id === peerAt(3))?.lastMessage?.id;
      await untilEvent(client, () => newest() === last);
      await Promise.race([client.local.count(peerAt(3)), failed]);
    }
    const after = await client.local.count(peerAt(0));
    await client.close();
    return { removed, problems, before, after, largest: peerAt(0) };
  },
};

/** Enough for 20 MB. */
const maxRounds = 40;

function pushed(server: LoadServer): number {
  let last = 0;
  for (let count = 0; count < 25; count += 1) last = server.push(peerAt(3), noise());
  return last;
}

/** What the test calls. */
export type SpeedPage = typeof page;

Object.assign(globalThis, { speedPage: page });

/** Counts the pictures that are drawn; `end` tells how many there were in a second. */
function countFrames(): { end(): number } {
  const startedMs = performance.now();
  let count = 0;
  let isOver = false;
  const draw = () => {
    count += 1;
    if (!isOver) requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
  return {
    end() {
      isOver = true;
      return (count / (performance.now() - startedMs)) * 1_000;
    },
  };
}

/** A text that takes its room also where texts are packed. */
function noise(): string {
  return String.fromCharCode(
    ...crypto.getRandomValues(new Uint16Array(10_000)).map((unit) => 0x4e00 + (unit % 0x5000)),
  );
}
