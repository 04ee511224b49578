import { createHash } from 'node:crypto';
import { ImError } from '@warbler/protocol';
import { detectContentType, HEAD_BYTES } from './content-type.ts';

/** What is looked at while bytes pass. */
export interface MeasureOptions {
  readonly bytesMax: number;
  /** Called once with the content type, before anything passes. Throws what stops the bytes. */
  readonly onContentType?: (contentType: string) => void;
}

/** Bytes that are looked at on their way, none of them kept. */
export interface MeasuredBytes {
  /** The bytes as they were; to be read once. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What they were. Only once all have passed. */
  result(): { readonly sizeBytes: number; readonly hash: string; readonly contentType: string };
}

/**
 * Counts and hashes bytes on their way and finds out what they are.
 *
 * @throws ImError `fileTooLarge` while reading; what `onContentType` and the bytes' own source throw
 */
export function measure(source: AsyncIterable<Uint8Array>, options: MeasureOptions): MeasuredBytes {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let contentType = '';
  let digest = '';
  async function* pass(): AsyncGenerator<Uint8Array> {
    let head: Uint8Array[] | undefined = [];
    for await (const chunk of source) {
      sizeBytes += chunk.length;
      if (sizeBytes > options.bytesMax) throw tooLarge(options.bytesMax);
      hash.update(chunk);
      head?.push(chunk);
      if (head === undefined) yield chunk;
      else if (sizeBytes >= HEAD_BYTES) {
        yield await look(head);
        head = undefined;
      }
    }
    if (head !== undefined) yield await look(head);
    digest = hash.digest('base64url');
  }
  async function look(chunks: readonly Uint8Array[]): Promise<Uint8Array> {
    const head = Buffer.concat(chunks);
    contentType = await detectContentType(head.subarray(0, HEAD_BYTES));
    options.onContentType?.(contentType);
    return head;
  }
  return { bytes: pass(), result: () => ({ sizeBytes, hash: digest, contentType }) };
}

/** The refusal of a file with more bytes than its kind may have. */
export function tooLarge(bytesMax: number): ImError {
  return new ImError('fileTooLarge', { message: `the file has more than ${bytesMax} bytes`, details: { bytesMax } });
}
