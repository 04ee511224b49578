import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PartialConfig, resolveConfig } from '../../src/config/index.ts';
import { type ConversationStore, createConversationStore } from '../../src/conversations/index.ts';
import { createDeviceStore, type DeviceStore } from '../../src/devices/index.ts';
import { createMessageLog, type MessageLog } from '../../src/messages/index.ts';
import { openStorage } from '../../src/open-storage.ts';
import type { Procedures } from '../../src/procedures.ts';
import { createReceiptStore, type ReceiptStore } from '../../src/receipts/index.ts';
import { type SqliteBinding, type StorageThread, startStorageThread } from '../../src/storage/index.ts';

/** The stores of one node, whatever the engine. */
export interface OpenedStores {
  readonly thread: StorageThread<Procedures>;
  readonly log: MessageLog;
  readonly receipts: ReceiptStore;
  readonly conversations: ConversationStore;
  readonly devices: DeviceStore;
  close(): Promise<void>;
}

/** Those over a folder. */
export interface Stores extends OpenedStores {
  readonly folder: string;
}

/** Stores on SQLite, which can be told how its folder is opened. */
export interface OpenStoresOptions {
  readonly binding: SqliteBinding;
  readonly folder?: string;
  readonly maxPages?: number;
  readonly queueMax?: number;
  readonly waitMaxMs?: number;
}

export async function openStores({
  binding,
  queueMax = 1000,
  waitMaxMs = 60_000,
  ...options
}: OpenStoresOptions): Promise<Stores> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'warbler-store-')));
  const thread = await startStorageThread<Procedures>({
    entry: new URL('../../src/storage-thread-entry.ts', import.meta.url),
    engine: {
      kind: 'sqlite',
      folder,
      binding,
      node: 0,
      ...(options.maxPages === undefined ? {} : { maxPages: options.maxPages }),
    },
    queueMax,
    waitMaxMs,
  });
  const close = async () => {
    await thread.stop();
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  };
  return { ...storesOn(thread), folder, close };
}

/** The stores of one node on PostgreSQL, as the server opens them. */
export async function openPostgresStores(
  databaseUrl: string,
  limits: PartialConfig['limits'] = {},
): Promise<OpenedStores> {
  const thread = await openStorage(resolveConfig({ databaseUrl, limits }));
  return { ...storesOn(thread), close: () => thread.stop() };
}

function storesOn(thread: StorageThread<Procedures>): Omit<OpenedStores, 'close'> {
  return {
    thread,
    log: createMessageLog(thread),
    receipts: createReceiptStore(thread),
    conversations: createConversationStore(thread),
    devices: createDeviceStore(thread),
  };
}
