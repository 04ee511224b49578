import { ImError } from '@warbler/protocol';
import { Type } from '../type.ts';
import type { Paging } from './envelope.ts';
import { readOptionalInteger } from './read-integer.ts';
import { integerInput } from './wire-schemas.ts';

/** Rows of one page at most; who asks for more gets so many. */
const PAGE_MAX = 1000;

/** How a page is asked for (rest-api.md section 3). */
export const pageQuery = {
  cursor: Type.Optional(Type.String({ description: 'From the page before; empty for the first' })),
  limit: Type.Optional(integerInput(`Rows of the page; past ${PAGE_MAX}, so many are answered`)),
  version: Type.Optional(integerInput('Not used')),
};

/** A page that was asked for. */
export interface PageRequest {
  /** The key of the last row of the page before; undefined for the first page. */
  readonly cursor: number | undefined;
  readonly limit: number;
}

/** Reads what was asked for. @throws ImError `invalidParameter` */
export function readPage(
  { cursor = '', limit }: { readonly cursor?: string; readonly limit?: number | string },
  defaultLimit: number,
): PageRequest {
  const rows = readOptionalInteger(limit, { name: 'limit', min: 1, max: Number.MAX_SAFE_INTEGER }) ?? defaultLimit;
  return { cursor: cursor === '' ? undefined : readCursor(cursor), limit: Math.min(rows, PAGE_MAX) };
}

function readCursor(text: string): number {
  const key = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(key)) return key;
  throw new ImError('invalidParameter', { message: 'invalid request parameter: cursor is not one of this list' });
}

/**
 * Cuts a page from its rows and one more, and says where the next one begins. Keys do not change and order the list, so
 * that rows which come and go meanwhile neither hide nor repeat others.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  { limit }: PageRequest,
  keyOf: (row: Row) => number,
): { readonly rows: readonly Row[]; readonly paging: Paging } {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const paging = { version: 0 as const, ...(last === undefined ? {} : { cursor: String(keyOf(last)) }) };
  return { rows: rows.slice(0, limit), paging };
}
