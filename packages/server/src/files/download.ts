import type { Readable } from 'node:stream';
import { familyOf, isShownInPlace } from './content-type.ts';
import type { StoredFile, StoredObject } from './file.ts';
import type { FilePorts } from './file-ports.ts';
import { reportMissing } from './report-missing.ts';
import type { ByteRange } from './store/file-store.ts';

/** A file on its way out. */
export interface Download {
  readonly contentType: string;
  readonly sizeBytes: number;
  /** Tells these bytes from all others. */
  readonly hash: string;
  /** What to save it as; safe to show. */
  readonly name: string;
  /** False when it is only to be saved: a browser might run it. */
  readonly isShownInPlace: boolean;
  /** The bytes, or a part of them. @throws ImError `fileNotFound`, `objectStorageFailed` */
  open(range?: ByteRange): Promise<Readable>;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'audio/amr': '.amr',
  'audio/mpeg': '.mp3',
  'image/gif': '.gif',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'video/mp4': '.mp4',
};

/** A file's bytes, or what was made of them, as somebody downloads them. */
export function downloadOf(ports: FilePorts, file: StoredFile, object: StoredObject): Download {
  const { key, contentType, sizeBytes, hash } = object;
  const isOriginal = key === file.object.key;
  return {
    contentType,
    sizeBytes,
    hash,
    name: isOriginal && file.name !== '' ? file.name : nameFor(file.name, contentType),
    isShownInPlace: isShownInPlace(contentType),
    open: (range) => reportMissing(ports, key, () => ports.store.get(key, range)),
  };
}

function nameFor(name: string, contentType: string): string {
  const family = familyOf(contentType);
  const stem = name.replace(/\.[^.]{1,10}$/, '');
  return (stem === '' ? (family === 'other' ? 'file' : family) : stem) + (EXTENSIONS[contentType] ?? '');
}
