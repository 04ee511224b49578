import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConversationStore, createConversationStore } from '../../src/conversations/index.ts';
import { createDeviceStore, type DeviceStore } from '../../src/devices/index.ts';
import { createMessageLog, type MessageLog } from '../../src/messages/index.ts';
import type { Procedures } from '../../src/procedures.ts';
import { createReceiptStore, type ReceiptStore } from '../../src/receipts/index.ts';
import { type SqliteBinding, type StorageThread, startStorageThread } from '../../src/storage/index.ts';

/** The stores of one engine over a new folder. */
export interface Stores {
  readonly thread: StorageThread<Procedures>;
  readonly log: MessageLog;
  readonly receipts: ReceiptStore;
  readonly conversations: ConversationStore;
  readonly devices: DeviceStore;
  readonly folder: string;
  close(): Promise<void>;
}

export interface OpenStoresOptions {
  readonly binding: SqliteBinding;
  readonly folder?: string;
  readonly maxPages?: number;
  readonly queueMax?: number;
}

export async function openStores({ binding, queueMax = 1000, ...options }: OpenStoresOptions): Promise<Stores> {
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
  });
  return {
    thread,
    folder,
    log: createMessageLog(thread),
    receipts: createReceiptStore(thread),
    conversations: createConversationStore(thread),
    devices: createDeviceStore(thread),
    async close() {
      await thread.stop();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
