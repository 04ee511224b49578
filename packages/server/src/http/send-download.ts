import { ImError, restCodeOf } from '@warbler/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Download } from '../files/index.ts';
import { readByteRange } from './byte-range.ts';
import { contentDisposition } from './content-disposition.ts';
import { failure } from './envelope.ts';

/** What an address leads to never changes; it holds a token, so that nobody else's cache may keep it. */
const CACHE_CONTROL = 'private, max-age=31536000, immutable';

/** Whatever a file is, it runs nothing and asks for nothing when a browser opens it as a page of our origin. */
const CONTENT_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'";

/** Answers with a file or a part of it (RFC 9110: ranges, `ETag`, `If-Range`, `If-None-Match`), or with its headers. */
export async function sendDownload(
  request: FastifyRequest,
  reply: FastifyReply,
  download: Download,
): Promise<FastifyReply> {
  const { contentType, sizeBytes, hash, name, isShownInPlace } = download;
  const tag = `"${hash}"`;
  reply.headers({
    'cache-control': CACHE_CONTROL,
    'content-security-policy': CONTENT_POLICY,
    'cross-origin-resource-policy': 'cross-origin',
    'content-disposition': contentDisposition(isShownInPlace ? 'inline' : 'attachment', name),
    'accept-ranges': 'bytes',
    etag: tag,
  });
  if (isNamed(request.headers['if-none-match'], tag)) return reply.code(304).send();

  const onlyIf = request.headers['if-range'];
  const asked = onlyIf === undefined || onlyIf === tag ? request.headers.range : undefined;
  const range = readByteRange(asked, sizeBytes);
  if (range.kind === 'none') return refuseRange(reply, sizeBytes);
  const isPart = range.kind === 'part';
  const length = isPart ? range.end - range.start + 1 : sizeBytes;
  reply.code(isPart ? 206 : 200).headers({ 'content-type': contentType, 'content-length': length });
  if (isPart) reply.header('content-range', `bytes ${range.start}-${range.end}/${sizeBytes}`);
  if (request.method === 'HEAD') return reply.send();
  return reply.send(await download.open(isPart ? { start: range.start, end: range.end } : undefined));
}

function isNamed(header: string | undefined, tag: string): boolean {
  const tags = (header ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return tags.includes(tag) || tags.includes('*');
}

function refuseRange(reply: FastifyReply, sizeBytes: number): FastifyReply {
  const error = new ImError('invalidParameter', { message: `the file has ${sizeBytes} bytes, which is not that far` });
  reply.resultCode = restCodeOf(error);
  return reply
    .code(416)
    .headers({ 'content-range': `bytes */${sizeBytes}`, 'cache-control': 'no-store' })
    .type('application/json; charset=utf-8')
    .send(failure(error));
}
