import type { Client } from './client.ts';
import type { Storage } from './storage/storage.ts';

/** What a client needs to know. */
export interface ClientOptions {
  /** The app (tenant) the users belong to. */
  readonly appId: string;
  /** The full address of the DNS answer, `https://<server>/v2/app_dns`. */
  readonly dns: string;
  /** Where sessions, messages and unsent messages are kept. Default: IndexedDB where there is one, else memory. */
  readonly storage?: Storage;
}

/** Makes a client. Nothing happens until `register`, `login` or `resume`. */
export function createClient(_options: ClientOptions): Client {
  throw new Error('The client is being built');
}
