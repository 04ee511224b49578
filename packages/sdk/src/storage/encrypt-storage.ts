/**
 * A storage that is encrypted.
 * @module
 */
import { ImError } from '@warbler/protocol';
import { InOrder } from '../chat/in-order.ts';
import { fromBase64, toBase64 } from '../outbox/base64.ts';
import type { StorageGuard } from './indexed-db-storage.ts';
import type { Storage, StorageChange, StorageRange, StoredEntry, StoredValue } from './storage.ts';

/** Known when the key is right. */
const checkKey = 'encryption';
const checkText = 'warbler';
/** What is encrypted lies apart from the check. */
const prefix = 'e/';
const ivBytes = 12;
const keyBytes = 32;

/** How a storage is encrypted. */
export interface EncryptStorageOptions {
  /** The guard of the storage beneath, which reads what lies under its key: that value, a number, stays in clear. */
  readonly guard?: StorageGuard | undefined;
}

/**
 * A storage whose values are encrypted with AES-256-GCM before they reach another one, each with a random nonce of its
 * own and bound to its key, so that values cannot be exchanged for each other unseen.
 *
 * Hidden: texts, names, tokens, drafts, everything that is stored under a key. **Not hidden**, because keys must stay
 * in order to be read by range: the keys, which hold the app id, the ids of the user, of his conversations, groups and
 * known people, and the ids of messages (so how many there are, and about when); how long each value is; and when
 * something is written. An older value of a key that somebody puts back is not noticed.
 *
 * `key` is 32 random bytes, which the app keeps where its platform keeps secrets, or an AES-GCM `CryptoKey`. What another
 * storage holds in clear stays as it is and is not read: give a new one. Needs WebCrypto (https or localhost in a browser).
 * @throws ImError `decryptFailed` when the storage was encrypted with another key, `invalidParameter` for one of a wrong
 * length, `notSupported` without WebCrypto.
 */
export async function encryptStorage(
  storage: Storage | Promise<Storage>,
  key: Uint8Array | CryptoKey,
  { guard }: EncryptStorageOptions = {},
): Promise<Storage> {
  const inner = await storage;
  const cipher = new Cipher(await importKey(key));
  const check = await inner.get(checkKey);
  if (check !== undefined) await cipher.open(checkKey, check);
  else await inner.write([{ key: checkKey, value: await cipher.seal(checkKey, checkText) }]);

  const inOrder = new InOrder();
  const sealed = async (change: StorageChange): Promise<StorageChange> => {
    const { key: name, value } = change;
    if (name === guard?.key) return change;
    return value === undefined ? { key: prefix + name } : { key: prefix + name, value: await cipher.seal(name, value) };
  };
  const opened = async ({ key: name, value }: StoredEntry): Promise<StoredEntry> => {
    const clear = name.slice(prefix.length);
    return { key: clear, value: await cipher.open(clear, value) };
  };
  return {
    async get(name) {
      if (name === guard?.key) return inner.get(name);
      const value = await inner.get(prefix + name);
      return value === undefined ? undefined : cipher.open(name, value);
    },
    list: async (range) => Promise.all((await inner.list(rangeIn(range))).map(opened)),
    count: async (name) => inner.count?.(prefix + name) ?? (await inner.list({ prefix: prefix + name })).length,
    write: (changes) => {
      // Begun at once, so that later changes of the caller's objects do not count.
      const sealing = Promise.all(changes.map(sealed));
      return inOrder.run(async () => inner.write(await sealing));
    },
    close: () => inOrder.run(() => inner.close()),
  };
}

function rangeIn({ prefix: name, after, before, ...rest }: StorageRange): StorageRange {
  return {
    prefix: prefix + name,
    ...(after === undefined ? {} : { after: prefix + after }),
    ...(before === undefined ? {} : { before: prefix + before }),
    ...rest,
  };
}

async function importKey(key: Uint8Array | CryptoKey): Promise<CryptoKey> {
  // Browsers have it in secure contexts only, whatever the types say.
  const subtle: SubtleCrypto | undefined = crypto.subtle;
  if (!subtle)
    throw new ImError('notSupported', { message: 'Encryption needs WebCrypto, which pages have over https' });
  if (!(key instanceof Uint8Array)) return key;
  if (key.length !== keyBytes) {
    throw new ImError('invalidParameter', { message: `A key has ${keyBytes} bytes`, details: { bytes: key.length } });
  }
  return subtle.importKey('raw', new Uint8Array(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

class Cipher {
  readonly #key: CryptoKey;

  constructor(key: CryptoKey) {
    this.#key = key;
  }

  async seal(name: string, value: StoredValue): Promise<string> {
    const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
    const clear = new TextEncoder().encode(JSON.stringify(value));
    const parameters = { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) };
    const secret = new Uint8Array(await crypto.subtle.encrypt(parameters, this.#key, clear));
    const whole = new Uint8Array(ivBytes + secret.length);
    whole.set(iv);
    whole.set(secret, ivBytes);
    return toBase64(whole);
  }

  /** @throws ImError `decryptFailed`. */
  async open(name: string, value: StoredValue): Promise<StoredValue> {
    try {
      const whole = new Uint8Array(fromBase64(String(value)));
      const additionalData = new TextEncoder().encode(name);
      const parameters = { name: 'AES-GCM', iv: whole.subarray(0, ivBytes), additionalData };
      const clear = await crypto.subtle.decrypt(parameters, this.#key, whole.subarray(ivBytes));
      return JSON.parse(new TextDecoder().decode(clear)) as StoredValue;
    } catch (cause) {
      throw new ImError('decryptFailed', { message: 'The key of the encrypted storage is wrong', cause });
    }
  }
}
