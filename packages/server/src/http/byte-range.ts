/** The part of a file that a request asks for. */
export type RangeAnswer =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  /** The file is not that long. */
  | { readonly kind: 'none' };

const WHOLE = { kind: 'whole' } as const;

/** Ends past it are the end of the file all the same. */
const DIGITS_MAX = 15;

/**
 * Reads a `Range` header (RFC 9110 section 14). Of a request for several parts, and of what is no range of bytes, the
 * whole is the answer, as the RFC allows.
 */
export function readByteRange(header: string | undefined, sizeBytes: number): RangeAnswer {
  const [, first = '', last = ''] = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '') ?? [];
  if (first.length > DIGITS_MAX || last.length > DIGITS_MAX || (first === '' && last === '')) return WHOLE;
  if (first === '') {
    const count = Math.min(Number(last), sizeBytes);
    return count === 0 ? { kind: 'none' } : { kind: 'part', start: sizeBytes - count, end: sizeBytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < start) return WHOLE;
  return start >= sizeBytes ? { kind: 'none' } : { kind: 'part', start, end };
}
