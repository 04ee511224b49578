import { type AppId, parseUserId, type UserId } from '@warbler/protocol';
import type { Storage } from '../storage/storage.ts';
import { sessionKey } from './keys.ts';

/** Who is signed in. */
export interface StoredSession {
  readonly userId: UserId;
  readonly username: string;
  readonly token: string;
}

/** The session of one device scope, which a reload takes up again. */
export class Sessions {
  readonly #storage: Storage;
  readonly #key: string;

  constructor(storage: Storage, appId: AppId, deviceScope: string) {
    this.#storage = storage;
    this.#key = sessionKey(appId, deviceScope);
  }

  async read(): Promise<StoredSession | undefined> {
    const stored = (await this.#storage.get(this.#key)) as StoredSession | undefined;
    return stored && { ...stored, userId: parseUserId(stored.userId) };
  }

  write({ userId, username, token }: StoredSession): Promise<void> {
    return this.#storage.write([{ key: this.#key, value: { userId, username, token } }]);
  }

  remove(): Promise<void> {
    return this.#storage.write([{ key: this.#key }]);
  }
}
