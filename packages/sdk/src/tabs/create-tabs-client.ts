import { parseAppId } from '@warbler/protocol';
import type { Client } from '../client.ts';
import { type ClientOptions, createClient, createSessionClient } from '../create-client.ts';
import { defaultPlatform } from '../platform/default-platform.ts';
import { browserTabPorts, type SharedTabPorts } from './tab-ports.ts';
import { TabsClient } from './tabs-client.ts';

/** What a client for several tabs needs to know. */
export interface TabsOptions extends Omit<ClientOptions, 'storage' | 'deviceScope'> {
  /**
   * `shared`, the default: the tabs of an account are one device with one connection and one store. `separate`: each tab
   * is a device of its own, as with `createClient`.
   */
  readonly tabs?: 'shared' | 'separate';
  /** Parts of the browser to use in place of its own. */
  readonly ports?: SharedTabPorts;
}

/**
 * Makes a client that the tabs of a browser share: all of them show the same, one of them is connected, and when that
 * one goes another takes its place. Where the browser cannot do it, as on pages that came over plain http, each tab is a
 * device of its own. Everything else is as with `createClient`.
 * @throws ImError `invalidParameter` for an app id that cannot be one.
 */
export function createTabsClient({ tabs = 'shared', ports = browserTabPorts(), ...options }: TabsOptions): Client {
  if (!ports || tabs === 'separate') return createClient(options);
  const client = new TabsClient({
    appId: parseAppId(options.appId),
    dns: options.dns,
    platform: { ...defaultPlatform(), ...options.platform },
    ports,
    openClient: (deviceScope, storage) => createSessionClient({ ...options, deviceScope, storage }),
  });
  return client.asClient();
}
