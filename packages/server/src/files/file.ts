import type { AppId, ConversationId, UserId } from '@warbler/protocol';
import type { FileKind } from './file-kind.ts';

declare const brand: unique symbol;

/** Names an uploaded file: 22 random characters that need no escaping in addresses. For avatars, their object name. */
export type FileId = string & { readonly [brand]: 'FileId' };

/** Names bytes in a file store: 32 hexadecimal digits, made here, never by a caller. */
export type StoreKey = string & { readonly [brand]: 'StoreKey' };

/** Bytes in the file store, and what they are. */
export interface StoredObject {
  readonly key: StoreKey;
  readonly sizeBytes: number;
  /** SHA-256 of the bytes in base64url. */
  readonly hash: string;
  /** By content, not by name. */
  readonly contentType: string;
}

/** An uploaded file. Several may share their bytes, since forwarding copies none. */
export interface StoredFile {
  readonly appId: AppId;
  readonly id: FileId;
  readonly kind: FileKind;
  /** Who uploaded or forwarded it. */
  readonly owner: UserId;
  /** Where it went: a user, a group; for an avatar whose it is. */
  readonly to: ConversationId;
  /** As its uploader calls it, cleaned; empty when nobody said. */
  readonly name: string;
  readonly createdAtMs: number;
  readonly object: StoredObject;
}
