import { withQuery } from '../http/with-query.ts';
import type { FileWish } from './files-api.ts';

/** What addresses need of the account. */
export interface AddressParts {
  readonly appId: string;
  readonly token: string;
  readonly restBase: string;
}

/** Numbers of the contract (rest-api.md §4.9). */
const imageTypes = { thumbnail: 2, cover: 3 } as const;

/** An address with the form that is wanted and, for our servers, the rights of the user. */
export function fileAddress(url: string, { form = 'original', width, height }: FileWish, parts: AddressParts): string {
  const { appId, token, restBase } = parts;
  // An avatar may be an object's name alone, or a path of the server.
  const isPath = url.startsWith('/');
  const full = /^https?:/.test(url)
    ? url
    : restBase + (isPath ? url : `/file/download/avatar?object_name=${encodeURIComponent(url)}`);
  const path = full.replace(/^https?:\/\/[^/]*/, '');
  if (!path.startsWith('/file/download/')) return full;
  return withQuery(full, {
    ...(form === 'thumbnail' || form === 'cover' ? { image_type: imageTypes[form] } : {}),
    ...(form === 'mp3' ? { format: 'mp3' } : {}),
    ...(width === undefined ? {} : { w: width }),
    ...(height === undefined ? {} : { h: height }),
    // The token goes to the servers of the app only, whatever an address in a message says.
    ...(full.startsWith(`${restBase}/`) ? { 'access-token': token, app_id: appId } : {}),
  });
}

/** The sign in an address, which is the last parameter of its name (rest-api.md §4.9). */
export function signOf(url: string): string | undefined {
  const [, sign] = /[?&]file_sign=([^&]*)/.exec(url) ?? [];
  return sign === undefined || sign === '' ? undefined : decodeURIComponent(sign);
}
