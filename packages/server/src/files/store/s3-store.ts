import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { ImError } from '@warbler/protocol';
import { type ByteRange, type FileStore, objectNameOf } from './file-store.ts';
import { createS3Client, elementOf, failure, type S3Client, type S3Options } from './s3-client.ts';

/** S3's least size of a part but the last. Every running upload holds up to two parts in memory. */
const LEAST_PART_BYTES = 5 * 1024 * 1024;

/** S3 takes 10,000 parts; parts grow, so that what they hold together is past every limit of ours. */
const PARTS_PER_SIZE = 1000;

/** The object is not there, or not that far. */
const NOT_FOUND = 404;

interface Part {
  readonly number: number;
  readonly etag: string;
}

/** Keeps bytes as objects of a bucket. Small ones are put at once, larger ones in parts as they come. */
export function createS3Store(options: S3Options): FileStore {
  const s3 = createS3Client(options);
  return {
    async put(key, bytes) {
      const upload = new S3Upload(s3, objectNameOf(key));
      try {
        let last: Uint8Array<ArrayBuffer> | undefined;
        for await (const part of partsOf(bytes)) {
          if (last !== undefined) await upload.add(last);
          last = part;
        }
        await upload.finish(last ?? new Uint8Array());
      } catch (error) {
        await upload.abort();
        throw error;
      }
    },
    async get(key, range) {
      const headers = range === undefined ? {} : { range: `bytes=${range.start}-${range.end}` };
      const request = { method: 'GET', name: objectNameOf(key), headers, isStreamed: true } as const;
      const response = await s3({ ...request, expected: [NOT_FOUND] });
      if (response.status === NOT_FOUND) {
        await response.body?.cancel();
        throw new ImError('fileNotFound');
      }
      return bodyOf(response, range);
    },
    async sizeOf(key) {
      const response = await s3({ method: 'HEAD', name: objectNameOf(key), expected: [NOT_FOUND] });
      if (response.status === NOT_FOUND) return undefined;
      const length = response.headers.get('content-length');
      if (length === null) throw failure('the object store does not tell the size of an object');
      return Number(length);
    },
    async remove(key) {
      const name = objectNameOf(key);
      for (const uploadId of await unfinishedOf(s3, name)) {
        await s3({ method: 'DELETE', name, query: { uploadId }, expected: [NOT_FOUND] });
      }
      await s3({ method: 'DELETE', name, expected: [NOT_FOUND] });
    },
    async check() {
      await s3({ method: 'HEAD', name: '' });
    },
  };
}

/** Bytes on their way into the bucket: in parts as soon as there is more than one, at once otherwise. */
class S3Upload {
  readonly #s3: S3Client;
  readonly #name: string;
  readonly #parts: Part[] = [];
  #uploadId: string | undefined;

  constructor(s3: S3Client, name: string) {
    this.#s3 = s3;
    this.#name = name;
  }

  /** Puts a part that is not the last one. */
  async add(body: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#uploadId ??= await this.#begin();
    const number = this.#parts.length + 1;
    const query = { partNumber: String(number), uploadId: this.#uploadId };
    const response = await this.#s3({ method: 'PUT', name: this.#name, query, body });
    this.#parts.push({ number, etag: response.headers.get('etag') ?? '' });
  }

  /** Puts the last part; what was put can be read from then on. */
  async finish(body: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#uploadId === undefined) {
      await this.#s3({ method: 'PUT', name: this.#name, body });
      return;
    }
    await this.add(body);
    const query = { uploadId: this.#uploadId };
    const done = await this.#s3({ method: 'POST', name: this.#name, query, body: completionOf(this.#parts) });
    // S3 begins its answer before it knows how it ends.
    const error = elementOf(await done.text(), 'Code');
    if (error !== undefined) throw failure(`the object store did not put the parts together: ${error}`);
  }

  /** Gives up. Why it was given up counts, not what becomes of the tidying: the sweep does that again. */
  async abort(): Promise<void> {
    if (this.#uploadId === undefined) return;
    const query = { uploadId: this.#uploadId };
    await Promise.allSettled([this.#s3({ method: 'DELETE', name: this.#name, query, expected: [NOT_FOUND] })]);
  }

  async #begin(): Promise<string> {
    const begun = await this.#s3({ method: 'POST', name: this.#name, query: { uploads: '' } });
    const uploadId = elementOf(await begun.text(), 'UploadId');
    if (uploadId === undefined) throw failure('the object store began no upload in parts');
    return uploadId;
  }
}

/** Cuts bytes into parts: all of S3's least size at first, larger ones when there are many, the last one shorter. */
async function* partsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let count = 0;
  for await (const chunk of bytes) {
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes < LEAST_PART_BYTES * (1 + Math.floor(count / PARTS_PER_SIZE))) continue;
    count += 1;
    yield Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting);
}

function completionOf(parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const rows = parts.map(
    ({ number, etag }) =>
      `<Part><PartNumber>${number}</PartNumber><ETag>${etag.replaceAll('"', '&quot;')}</ETag></Part>`,
  );
  return Buffer.from(`<CompleteMultipartUpload>${rows.join('')}</CompleteMultipartUpload>`);
}

/** Uploads in parts under a name that nobody finished. */
async function unfinishedOf(s3: S3Client, name: string): Promise<readonly string[]> {
  const response = await s3({ method: 'GET', name: '', query: { uploads: '', prefix: name } });
  const xml = await response.text();
  return [...xml.matchAll(/<UploadId>([^<]+)<\/UploadId>/g)].map(([, id = '']) => id);
}

function bodyOf(response: Response, range: ByteRange | undefined): Readable {
  if (response.body === null) return Readable.from([]);
  if (range !== undefined && response.status !== 206) {
    throw failure('the object store does not answer with the part of an object that was asked for');
  }
  // The same streams, as the types of the browser and of Node name them.
  return Readable.fromWeb(response.body as ReadableStream);
}
