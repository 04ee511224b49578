import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStorage } from '../src/storage/sqlite-storage.ts';
import { longestTaskMs } from '../test/browser/longest-task.ts';
import { openSpeedPage } from '../test/browser/open-speed-page.ts';
import { fillAccount } from '../test/load/large-account.ts';
import { measureIncoming, measureOpen, measureSearch } from '../test/load/measure.ts';

// Prints how fast a large account opens, is searched, and takes a storm of messages: in Node on SQLite, and in Chromium.

const size = { conversationCount: 1_500, messageCount: 100_000 };
const runs = 3;

async function inNode(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'warbler-speed-'));
  const open = () => openSqliteStorage({ path: join(dir, 'client.db') });
  const storage = await open();
  await fillAccount(storage, size);
  await storage.close();
  for (let run = 0; run < runs; run += 1) print('Node, SQLite: open', await measureOpen(open));
  print('Node, SQLite: 1,000 a second', await measureIncoming(open, { perSecond: 1_000, seconds: 3 }));
  print('Node, SQLite: search', await measureSearch(open));
  await rm(dir, { recursive: true });
}

async function inChromium(): Promise<void> {
  const { page, close } = await openSpeedPage();
  const call = (text: string) => page.evaluate(`globalThis.speedPage.${text}`) as Promise<object>;
  await call(`fill(${JSON.stringify(size)})`);
  for (let run = 0; run < runs; run += 1) print('Chromium, IndexedDB: open', await call('open()'));
  print('Chromium, IndexedDB: 1,000 a second', await call('incoming(1000, 3)'));
  // The first makes the index.
  for (let run = 0; run < runs; run += 1) print('Chromium, IndexedDB: search', await call('search()'));
  print('Chromium, IndexedDB: search', { longestTaskMs: await longestTaskMs(page, () => call('search()')) });
  await close();
}

function print(title: string, figures: object): void {
  const shown = Object.entries(figures).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value) : value}`,
  );
  console.log(`${title}: ${shown.join(', ')}`);
}

await inNode();
await inChromium();
