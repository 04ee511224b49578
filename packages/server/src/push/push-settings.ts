import { randomBytes } from 'node:crypto';
import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { ProcedureCaller } from '../storage/index.ts';
import type { pushProcedures } from './procedures.ts';

/** Whose push settings. */
interface Owner {
  readonly appId: AppId;
  readonly userId: UserId;
}

/** An alias, and what it stands for. */
export interface AliasChange {
  /** Empty: no alias any more. */
  readonly alias: string;
  /** One of the user's addresses; absent: all of them. */
  readonly pushToken?: string;
}

/** Where pushes find a user beside their id: addresses of devices, an alias, tags. Kept for whoever sends pushes. */
export interface PushSettings {
  /** The push token of a device, made when it has none. */
  tokenOfDevice(owner: Owner, deviceGuid: string): Promise<string>;
  /** Sets or takes away the alias. @throws ImError `invalidParameter`, `pushAliasTaken`, `pushAliasMismatch` */
  setAlias(owner: Owner, change: AliasChange): Promise<void>;
  /** The tags, in their order. */
  tags(owner: Owner): Promise<readonly string[]>;
  /** Gives tags, all of them or none. @throws ImError `invalidParameter`, `tooManyPushTags` */
  addTags(owner: Owner, tags: readonly string[]): Promise<void>;
  /** Takes tags away. @throws ImError `invalidParameter` */
  removeTags(owner: Owner, tags: readonly string[]): Promise<void>;
  /** Takes all tags away. */
  clearTags(owner: Owner): Promise<void>;
}

/** How many characters each text may have. No source states limits; these bound the rows. */
const TEXT_MAX = { alias: 256, tags: 256, push_token: 1024 } as const;

/** Opens the push settings. */
export function createPushSettings({
  storage,
  tagsMax,
  now,
}: {
  readonly storage: ProcedureCaller<typeof pushProcedures>;
  /** How many tags one user may have. */
  readonly tagsMax: number;
  readonly now: () => number;
}): PushSettings {
  const ownerOf = ({ appId, userId: user }: Owner) => ({ appId, user });
  return {
    tokenOfDevice: (owner, deviceGuid) =>
      storage.call('push.tokenOfDevice', { ...ownerOf(owner), deviceGuid, fresh: makePushToken(), nowMs: now() }),
    async setAlias(owner, change) {
      requirePushText('alias', change.alias);
      if (change.pushToken !== undefined) requirePushText('push_token', change.pushToken);
      await storage.call('push.setAlias', { ...ownerOf(owner), ...change });
    },
    tags: (owner) => storage.call('push.tags', ownerOf(owner)),
    async addTags(owner, tags) {
      requireTags(tags, tagsMax);
      await storage.call('push.addTags', { ...ownerOf(owner), tags, tagsMax });
    },
    async removeTags(owner, tags) {
      requireTags(tags, tagsMax);
      await storage.call('push.removeTags', { ...ownerOf(owner), tags });
    },
    clearTags: (owner) => storage.call('push.clearTags', ownerOf(owner)),
  };
}

/** 144 random bits: nobody guesses the address of somebody else. */
const TOKEN_BYTES = 18;

/** A new push token. */
export function makePushToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/**
 * Checks a text by its name in the contract.
 *
 * @throws ImError `invalidParameter` when it is too long
 */
export function requirePushText(parameter: keyof typeof TEXT_MAX, text: string): void {
  if (text.length <= TEXT_MAX[parameter]) return;
  throw new ImError('invalidParameter', {
    message: `invalid request parameter: ${parameter} holds at most ${TEXT_MAX[parameter]} characters`,
    details: { parameter },
  });
}

function requireTags(tags: readonly string[], max: number): void {
  if (tags.length > max) {
    throw new ImError('invalidParameter', { message: `invalid request parameter: tags holds at most ${max} tags` });
  }
  for (const tag of tags) {
    requirePushText('tags', tag);
    if (tag === '')
      throw new ImError('invalidParameter', { message: 'invalid request parameter: tags holds an empty tag' });
  }
}
