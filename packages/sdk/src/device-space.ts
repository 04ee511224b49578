import type { AppId, ImError } from '@warbler/protocol';
import { RestClient } from './http/rest-client.ts';
import { ServerDirectory } from './http/server-directory.ts';
import type { Platform } from './platform/platform.ts';
import { claimTabScope, type TabScope } from './platform/tab-scope.ts';
import { openIndexedDbStorage } from './storage/indexed-db-storage.ts';
import { createMemoryStorage } from './storage/memory-storage.ts';
import type { Storage } from './storage/storage.ts';
import { KnownAccounts } from './store/known-accounts.ts';
import { Sessions } from './store/session.ts';

/** Where a client lives: its storage, its device scope in there, and its way to the servers. */
export interface DeviceSpace {
  readonly appId: AppId;
  readonly deviceScope: string;
  readonly storage: Storage;
  readonly servers: ServerDirectory;
  readonly rest: RestClient;
  readonly sessions: Sessions;
  readonly known: KnownAccounts;
  close(): Promise<void>;
}

/** What a space is made of. */
export interface DeviceSpaceOptions {
  readonly appId: AppId;
  readonly dns: string;
  readonly platform: Platform;
  readonly storage?: Storage | Promise<Storage>;
  readonly deviceScope?: string;
  problem(error: ImError): void;
}

/** Opens the storage and finds the device scope. @throws ImError `storageUnavailable` for a storage that was given. */
export async function openDeviceSpace(options: DeviceSpaceOptions): Promise<DeviceSpace> {
  const { appId, dns, platform } = options;
  const storage = await (options.storage ?? openDefaultStorage(options.problem));
  const { deviceScope, release } = await findScope(options);
  const servers = new ServerDirectory({ platform, storage, appId, dns });
  return {
    appId,
    deviceScope,
    storage,
    servers,
    rest: new RestClient(platform, servers, appId),
    sessions: new Sessions(storage, appId, deviceScope),
    known: new KnownAccounts(storage, appId),
    async close() {
      await storage.close();
      release();
    },
  };
}

/** Where the browser keeps nothing, as in some private windows, the client works all the same until the tab closes. */
async function openDefaultStorage(problem: (error: ImError) => void): Promise<Storage> {
  if (typeof indexedDB === 'undefined') return createMemoryStorage();
  return openIndexedDbStorage().catch((error: ImError) => {
    problem(error);
    return createMemoryStorage();
  });
}

async function findScope({ appId, deviceScope }: DeviceSpaceOptions): Promise<TabScope> {
  if (deviceScope !== undefined) return { deviceScope, release: () => undefined };
  if (typeof sessionStorage === 'undefined') return { deviceScope: 'default', release: () => undefined };
  return claimTabScope(appId, { locks: navigator.locks, tabStorage: sessionStorage });
}
