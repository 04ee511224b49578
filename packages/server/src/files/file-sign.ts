import { randomBytes } from 'node:crypto';
import { ImError } from '@warbler/protocol';
import { isSignedForApp, signForApp } from '../apps/index.ts';
import type { FileId, StoreKey } from './file.ts';

const PURPOSE = 'warbler file';
const ID_BYTES = 16;

/** A file's id, then its signature. Needs no escaping in addresses and holds no "sign=" (rest-api.md section 4.9). */
const FORM = /^([\w-]{22})\.([\w-]{43})$/;

/** Makes up the id of a new file. */
export function newFileId(): FileId {
  return randomBytes(ID_BYTES).toString('base64url') as FileId;
}

/** Makes up the key of new bytes. */
export function newStoreKey(): StoreKey {
  return randomBytes(ID_BYTES).toString('hex') as StoreKey;
}

/** Writes what lets its holder download a file of this app. It does not expire: messages keep it for good. */
export function writeFileSign(appSecret: string, file: FileId): string {
  return `${file}.${signForApp({ appSecret, purpose: PURPOSE, said: file })}`;
}

/**
 * Reads a sign. What a client kept behind it, such as `&image_type=3`, does not count.
 *
 * @throws ImError `fileSignInvalid` for anything that {@link writeFileSign} did not write for this app
 */
export function readFileSign(appSecret: string, text: string): FileId {
  const [sign = ''] = text.split('&', 1);
  const [, said = '', signature = ''] = FORM.exec(sign) ?? [];
  if (!isSignedForApp({ appSecret, purpose: PURPOSE, said }, signature)) throw new ImError('fileSignInvalid');
  return said as FileId;
}

/** Reads an object name as an avatar has it. @throws ImError `fileNotFound` for what names no file */
export function readObjectName(text: string): FileId {
  if (/^[\w-]{22}$/.test(text)) return text as FileId;
  throw new ImError('fileNotFound');
}
