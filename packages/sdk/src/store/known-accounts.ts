import { type AppId, parseUserId, type UserId } from '@warbler/protocol';
import type { Credentials } from '../credentials.ts';
import { fromBase64, toBase64 } from '../outbox/base64.ts';
import type { Storage } from '../storage/storage.ts';
import { knownAccountKey, knownAccountsPrefix } from './keys.ts';

/** An account that was signed in here before. */
export interface KnownAccount {
  readonly userId: UserId;
  readonly username: string;
}

interface StoredAccount extends KnownAccount {
  readonly salt: string;
  /** Made of the password; tells a wrong one, and is slow to try words on. */
  readonly check: string;
}

/** PBKDF2 rounds: about 50 ms on a phone, once for each sign-in. */
const iterations = 200_000;
const saltBytes = 16;

/**
 * Who signed in on this storage with a password, so that the same password opens local data without the network. Where
 * the page has no WebCrypto (plain http) nothing is remembered.
 */
export class KnownAccounts {
  readonly #storage: Storage;
  readonly #appId: AppId;

  constructor(storage: Storage, appId: AppId) {
    this.#storage = storage;
    this.#appId = appId;
  }

  /** The account, when it was signed in here before with this very password. */
  async find(credentials: Credentials): Promise<KnownAccount | undefined> {
    const entries = await this.#storage.list({ prefix: knownAccountsPrefix(this.#appId) });
    const accounts = entries.map(({ value }) => value as unknown as StoredAccount);
    const found = accounts.find(({ userId, username }) =>
      'userId' in credentials ? userId === credentials.userId : username === credentials.name,
    );
    if (!found) return undefined;
    const { userId, username, salt, check } = found;
    const isRight = (await checkOf(credentials.password, fromBase64(salt))) === check;
    return isRight ? { userId: parseUserId(userId), username } : undefined;
  }

  /** The server took the password. */
  async remember({ userId, username }: KnownAccount, password: string): Promise<void> {
    const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
    const check = await checkOf(password, salt);
    if (check === undefined) return;
    const value = { userId, username, salt: toBase64(salt), check };
    await this.#storage.write([{ key: knownAccountKey(this.#appId, userId), value }]);
  }
}

async function checkOf(password: string, salt: Uint8Array): Promise<string | undefined> {
  // Browsers have it in secure contexts only, whatever the types say.
  const subtle: SubtleCrypto | undefined = crypto.subtle;
  if (!subtle) return undefined;
  const key = await subtle.importKey('raw', new TextEncoder().encode(password), 'PBKDF2', false, ['deriveBits']);
  const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(salt), iterations };
  return toBase64(new Uint8Array(await subtle.deriveBits(parameters, key, 256)));
}
