import { parseAppId } from '@warbler/protocol';
import type { Client } from './client.ts';
import { defaultPlatform } from './platform/default-platform.ts';
import type { Platform } from './platform/platform.ts';
import { SessionClient } from './session-client.ts';
import type { Storage } from './storage/storage.ts';

/** What a client needs to know. */
export interface ClientOptions {
  /** The app (tenant) the users belong to. */
  readonly appId: string;
  /** The full address of the DNS answer, `https://<server>/v2/app_dns`. */
  readonly dns: string;
  /**
   * Where sessions, messages and unsent messages are kept; the client closes it. Default: IndexedDB in a browser,
   * memory elsewhere.
   */
  readonly storage?: Storage | Promise<Storage>;
  /**
   * Names the device that this client is, among the clients that share the storage: each scope has its own session, its
   * own device on the server and its own messages. Two clients must not use one scope at one time. Default: in a
   * browser one for each tab (which outlives a reload, and is taken up by a new tab when the tab is gone), elsewhere
   * `default`.
   */
  readonly deviceScope?: string;
  /**
   * Whether senders are told by themselves that their messages arrived on this device; default true. Else the app tells
   * them by `markDelivered`.
   */
  readonly acknowledgesDelivery?: boolean;
  /** Parts of the platform to use in place of the browser's or Node's. */
  readonly platform?: Partial<Platform>;
}

/**
 * Makes a client. Nothing happens until `register`, `login` or `resume`.
 * @throws ImError `invalidParameter` for an app id that cannot be one.
 */
export function createClient(options: ClientOptions): Client {
  return createSessionClient(options);
}

/** The same, with what other entries of this package need beside it. */
export function createSessionClient(options: ClientOptions): SessionClient {
  const { dns, storage, deviceScope, acknowledgesDelivery = true } = options;
  return new SessionClient({
    appId: parseAppId(options.appId),
    dns,
    acknowledgesDelivery,
    platform: { ...defaultPlatform(), ...options.platform },
    ...(storage === undefined ? {} : { storage }),
    ...(deviceScope === undefined ? {} : { deviceScope }),
  });
}
