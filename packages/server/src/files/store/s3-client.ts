import { createHash } from 'node:crypto';
import { ImError } from '@warbler/protocol';
import { AwsClient } from 'aws4fetch';

/** Where the bucket is and who may use it. */
export interface S3Options {
  /** `https://host`, without a slash at its end. */
  readonly endpoint: string;
  /** Absent where the endpoint's host names the bucket. */
  readonly bucket: string | undefined;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** A request to the bucket. */
export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Within the bucket; empty for the bucket itself. */
  readonly name: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | undefined;
  /** Statuses beside 2xx that are an answer rather than a failure. */
  readonly expected?: readonly number[];
  /** Set for a body that is read for longer than an answer takes. */
  readonly isStreamed?: boolean;
}

/** How a bucket is talked to. */
export type S3Client = (request: S3Request) => Promise<Response>;

/** An object store that says nothing for so long has failed; the upload of one part is in it. */
const ANSWER_MS = 60_000;

/** Tries again after a 5xx or 429, with growing pauses of at most 50, 100 and 200 ms. */
const RETRIES = 3;

/**
 * Makes a client that signs its requests (AWS Signature 4). Bodies carry their MD5, so that the store refuses what
 * arrives damaged.
 */
export function createS3Client({ endpoint, bucket, region, accessKey, secretKey }: S3Options): S3Client {
  const aws = new AwsClient({
    accessKeyId: accessKey,
    secretAccessKey: secretKey,
    service: 's3',
    region,
    retries: RETRIES,
    initRetryMs: 50,
  });
  const root = bucket === undefined ? endpoint : `${endpoint}/${bucket}`;

  return async ({ method, name, query = {}, headers = {}, body, expected = [], isStreamed = false }) => {
    const url = `${root}/${name}${queryOf(query)}`;
    const response = await answered(
      aws.fetch(url, {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-md5': md5Of(body) }) },
        ...(body === undefined ? {} : { body }),
        ...(isStreamed ? {} : { signal: AbortSignal.timeout(ANSWER_MS) }),
      }),
    );
    if (response.ok || expected.includes(response.status)) return response;
    throw failure(`the object store answered ${method} with ${response.status} ${await codeIn(response)}`);
  };
}

/** The text of an element of an answer; what S3 answers has each only once where this is asked. */
export function elementOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

/** A failure of the object store. The text holds no secrets: it goes to the log and to callers. */
export function failure(message: string, cause?: unknown): ImError {
  return new ImError('objectStorageFailed', { message, ...(cause === undefined ? {} : { cause }) });
}

async function answered<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (cause) {
    throw failure('the object store does not answer', cause);
  }
}

/** What the store calls its refusal, if it says. */
async function codeIn(response: Response): Promise<string> {
  const text = await answered(response.text());
  return elementOf(text, 'Code') ?? '';
}

function queryOf(query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? '' : `?${text}`;
}

function md5Of(body: Uint8Array): string {
  return createHash('md5').update(body).digest('base64');
}
