import type { Readable } from 'node:stream';
import type { StoreKey } from '../file.ts';

/** The first and the last byte that are wanted; both are there. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where bytes are kept. A key names bytes once and for all: they are written whole or not at all, and never changed.
 * Nothing here holds more of a file in memory than a few mebibytes.
 */
export interface FileStore {
  /**
   * Writes bytes under a new key; durable when it resolves. When it rejects, nothing can be read under the key.
   *
   * @throws ImError `storageFull`, `objectStorageFailed`; whatever `bytes` throws, as it is
   */
  put(key: StoreKey, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** Reads bytes, or a part of them. @throws ImError `fileNotFound`, `objectStorageFailed` */
  get(key: StoreKey, range?: ByteRange): Promise<Readable>;
  /** How many bytes there are; undefined when there are none under this key. @throws ImError `objectStorageFailed` */
  sizeOf(key: StoreKey): Promise<number | undefined>;
  /** Removes bytes and what an unfinished write left. Nothing there is fine. @throws ImError `objectStorageFailed` */
  remove(key: StoreKey): Promise<void>;
  /** Where the bytes are as a file of this machine, for programs that need one; absent where they are elsewhere. */
  readonly pathOf?: (key: StoreKey) => string;
  /** Whether the store answers as it should. @throws ImError `objectStorageFailed` */
  check(): Promise<void>;
}

/** The name of bytes in a folder or bucket: spread over 65,536 folders, since some file systems dislike full ones. */
export function objectNameOf(key: StoreKey): string {
  return `${key.slice(0, 2)}/${key.slice(2, 4)}/${key}`;
}
