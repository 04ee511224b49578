import type { AppId } from '@warbler/protocol';
import type { AccountObserver } from './account/assemble.ts';
import type { Fields } from './http/fields.ts';
import type { Platform } from './platform/platform.ts';
import type { Storage } from './storage/storage.ts';

/** What a session client needs. */
export interface SessionClientOptions {
  readonly appId: AppId;
  readonly dns: string;
  readonly platform: Platform;
  readonly storage?: Storage | Promise<Storage>;
  readonly deviceScope?: string;
  /** Is told of everything that comes for whoever is signed in. */
  readonly observer?: AccountObserver;
  /** Is shown every answer of the DNS. */
  readonly dnsAnswered?: (answer: Fields) => void;
  readonly acknowledgesDelivery: boolean;
}
