import type { SignedOutReason } from '../connection/connection-state.ts';
import type { DeviceSpace } from '../device-space.ts';
import type { Emitter } from '../emitter.ts';
import type { Platform } from '../platform/platform.ts';
import { AccountStore, type DeviceIdentity } from '../store/account-store.ts';
import type { KnownAccount } from '../store/known-accounts.ts';
import { Account } from './account.ts';
import { assemble } from './assemble.ts';

/** What an account needs beside its space and its session. */
export interface OpenAccountOptions {
  readonly platform: Platform;
  readonly emitter: Emitter;
  readonly acknowledgesDelivery: boolean;
  /** '' while the server has not given one. */
  token(): string;
  signedOut(reason: SignedOutReason): void;
}

/** Serial numbers of devices that have none yet lie in a range of their own (XSYNC.md, Ids). */
const firstStandInSn = 999_999_999;
const standInSnCount = 2_140_000;

/** Opens what this device has of a user, without connecting. */
export async function openAccount(
  space: DeviceSpace,
  { userId, username }: KnownAccount,
  options: OpenAccountOptions,
): Promise<Account> {
  const { appId, deviceScope, rest, servers, storage } = space;
  const { acknowledgesDelivery, emitter, platform, token } = options;
  const random = () => platform.random();
  const store = new AccountStore({
    storage,
    clock: platform.clock,
    random,
    onProblem: (error) => emitter.emit('problem', { error }),
    appId,
    userId,
    deviceScope,
  });
  await store.open();
  const account = new Account(
    assemble({
      ...{ platform, emitter, rest, servers, store, appId, userId, username, token },
      device: await findDevice(store, random),
      acknowledgesDelivery,
      lastClientMid: await store.lastClientMid(),
      signedOut: (reason) => options.signedOut(reason),
    }),
  );
  await account.load();
  return account;
}

async function findDevice(store: AccountStore, random: () => number): Promise<DeviceIdentity> {
  const known = await store.device();
  if (known) return known;
  const device = { guid: newGuid(random), sn: firstStandInSn + Math.floor(random() * standInSnCount) };
  await store.write([store.deviceChange(device)]);
  return device;
}

/** Not `crypto.randomUUID`: browsers have that only where the page came over https. */
function newGuid(random: () => number): string {
  const bytes = new Uint8Array(16);
  if (typeof crypto !== 'undefined' && 'getRandomValues' in crypto) crypto.getRandomValues(bytes);
  else for (let at = 0; at < bytes.length; at += 1) bytes[at] = random() * 256;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
