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
  const isKnown = isNamed(request.headers['if-none-match'], tag);
  const onlyIf = request.headers['if-range'];
  const asked = onlyIf === undefined || onlyIf === tag ? request.headers.range : undefined;
  const range = readByteRange(asked, sizeBytes);
  if (range.kind === 'none' && !isKnown) return refuseRange(reply, sizeBytes);
  const part = range.kind === 'part' ? { start: range.start, end: range.end } : undefined;
  // Before any header: a failure has others.
  const bytes = isKnown || request.method === 'HEAD' ? undefined : await download.open(part);

  reply.headers({
    'cache-control': CACHE_CONTROL,
    'content-security-policy': CONTENT_POLICY,
    'cross-origin-resource-policy': 'cross-origin',
    'content-disposition': contentDisposition(isShownInPlace ? 'inline' : 'attachment', name),
    'accept-ranges': 'bytes',
    etag: tag,
  });
  if (isKnown) return reply.code(304).send();
  const length = part === undefined ? sizeBytes : part.end - part.start + 1;
  reply.code(part === undefined ? 200 : 206).headers({ 'content-type': contentType, 'content-length': length });
  if (part !== undefined) reply.header('content-range', `bytes ${part.start}-${part.end}/${sizeBytes}`);
  return reply.send(bytes);
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
