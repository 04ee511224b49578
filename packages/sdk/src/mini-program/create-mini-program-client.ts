import type { Client } from '../client.ts';
import { type ClientOptions, createClient } from '../create-client.ts';
import type { MiniProgramApi } from './mini-program-api.ts';
import { miniProgramPlatform } from './mini-program-platform.ts';
import { openMiniProgramStorage } from './mini-program-storage.ts';

/** Makes a client in a mini-program; `api` is `wx`, `uni` or another of that kind. */
export function createMiniProgramClient(api: MiniProgramApi, options: ClientOptions): Client {
  return createClient({
    ...options,
    storage: options.storage ?? openMiniProgramStorage(api),
    platform: { ...miniProgramPlatform(api), ...options.platform },
  });
}
