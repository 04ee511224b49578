import { type Client, createClient, type Storage } from '../../src/index.ts';
import { createMessageSearch } from '../../src/search/index.ts';
import { largeAccount, peerAt } from './large-account.ts';
import { LoadServer } from './load-server.ts';

/** How long a large account takes to open. */
export interface OpenFigures {
  /** From `resume` to a list with every conversation, in ms. */
  readonly listMs: number;
  /** From there to the newest messages of a conversation, in ms. */
  readonly windowMs: number;
  /** The longest time in which nothing else could run, in ms. */
  readonly longestBlockMs: number;
  readonly conversationCount: number;
}

/** How a search does. */
export interface SearchFigures {
  /** The first time: the index is made. */
  readonly buildMs: number;
  /** From then on: it is loaded. */
  readonly loadMs: number;
  /** The slowest of a few searches. */
  readonly findMs: number;
  /** A search for what is in every conversation, by conversation. */
  readonly groupedMs: number;
  /** The longest time in which nothing else could run while the index was made, in ms. */
  readonly buildBlockMs: number;
  /** While it was loaded. */
  readonly loadBlockMs: number;
  /** While searches were made. */
  readonly findBlockMs: number;
  readonly indexedCount: number;
}

/** How a storm of messages is taken. */
export interface IncomingFigures {
  readonly sentCount: number;
  /** How many of them the app was shown. */
  readonly shownCount: number;
  readonly eventCount: number;
  readonly durationMs: number;
  readonly longestBlockMs: number;
}

const { appId, deviceScope } = largeAccount;

function clientOf(storage: Storage, server = new LoadServer()): Client {
  const { platform } = server;
  return createClient({ appId, dns: 'http://load/v2/app_dns', storage, deviceScope, platform });
}

/** Opens the account in a storage and closes it. */
export async function measureOpen(openStorage: () => Promise<Storage>): Promise<OpenFigures> {
  const storage = await openStorage();
  const client = clientOf(storage);
  const blocks = watchBlocks();
  const startedMs = performance.now();
  await client.resume();
  const conversationCount = client.conversations().length;
  const listMs = performance.now() - startedMs;
  await untilEvent(client, () => client.messages(peerAt(0)).length > 0);
  const windowMs = performance.now() - startedMs - listMs;
  const longestBlockMs = blocks.end();
  await client.close();
  return { listMs, windowMs, longestBlockMs, conversationCount };
}

/** Makes the index, loads it anew, and searches. */
export async function measureSearch(openStorage: () => Promise<Storage>): Promise<SearchFigures> {
  const client = clientOf(await openStorage());
  await client.resume();
  const timed = async (work: () => Promise<unknown>) => {
    const blocks = watchBlocks();
    const startedMs = performance.now();
    await work();
    return { ms: performance.now() - startedMs, blockMs: blocks.end() };
  };
  const first = createMessageSearch(client);
  const build = await timed(() => first.ready());
  first.close();
  const search = createMessageSearch(client);
  const load = await timed(() => search.ready());
  const finds: { readonly ms: number; readonly blockMs: number }[] = [];
  for (const text of ['天气', '报告 99', 'meeting', 'nothing like it', '气']) {
    finds.push(await timed(() => search.find({ text })));
  }
  const grouped = await timed(() => search.findByConversation({ text: '天气' }));
  const figures = {
    ...{ buildMs: build.ms, loadMs: load.ms, findMs: Math.max(...finds.map(({ ms }) => ms)), groupedMs: grouped.ms },
    ...{ buildBlockMs: build.blockMs, loadBlockMs: load.blockMs },
    findBlockMs: Math.max(...[...finds, grouped].map(({ blockMs }) => blockMs)),
    indexedCount: search.progress.indexedCount,
  };
  search.close();
  await client.close();
  return figures;
}

/** Sends so many messages a second to an app that reads what an app shows, for `seconds`. */
export async function measureIncoming(
  openStorage: () => Promise<Storage>,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<IncomingFigures> {
  const server = new LoadServer();
  const client = clientOf(await openStorage(), server);
  await client.resume();
  await untilEvent(client, () => client.connection.state === 'online' && client.messages(peerAt(1)).length > 0);
  let eventCount = 0;
  let shownCount = 0;
  client.on('messages', ({ changed }) => {
    shownCount += changed.length;
  });
  client.on('conversations', () => {
    eventCount += 1;
    client.conversations();
    client.messages(peerAt(1));
  });
  const blocks = watchBlocks();
  const startedMs = performance.now();
  const sentCount = perSecond * seconds;
  for (let sent = 0; sent < sentCount; ) {
    // As many as are due: a late timer makes a larger handful.
    const due = Math.min(sentCount, Math.ceil(((performance.now() - startedMs) / 1_000) * perSecond));
    for (; sent < due; sent += 1) server.push(peerAt(1 + (sent % 20)), `message ${sent} 你好`);
    await new Promise((resolve) => setTimeout(resolve));
  }
  await untilEvent(client, () => shownCount >= sentCount);
  const durationMs = performance.now() - startedMs;
  const longestBlockMs = blocks.end();
  await client.close();
  return { sentCount, shownCount, eventCount, durationMs, longestBlockMs };
}

/** Finds the longest time that something took between two turns of the event loop. */
function watchBlocks(): { end(): number } {
  let longestMs = 0;
  let lastMs = busyMs();
  let isOver = false;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const nowMs = busyMs();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
    if (isOver) port1.close();
    else setTimeout(() => port2.postMessage(0));
  };
  port2.postMessage(0);
  return {
    end() {
      isOver = true;
      return Math.max(longestMs, busyMs() - lastMs);
    },
  };
}

/**
 * In Node the time that this thread has worked, which is the same on a loaded machine; waiting for the disk is not in it.
 * Pages have no such clock.
 */
function busyMs(): number {
  if (typeof process === 'undefined') return performance.now();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Resolves as soon as it is so; looks after every event. */
export function untilEvent(client: Client, isThere: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const ends: (() => void)[] = [];
    const look = () => {
      if (!isThere()) return;
      for (const end of ends) end();
      resolve();
    };
    for (const name of ['messages', 'conversations', 'connection'] as const) ends.push(client.on(name, look));
    look();
  });
}
