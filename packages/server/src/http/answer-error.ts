import { ImError } from '@warbler/protocol';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { failure } from './envelope.ts';

/** Refusals are answers like any other; only a server that fails says so to proxies and to clients with another host. */
const OK = 200;
const SERVER_ERROR = 500;

/**
 * Answers a call that failed: its envelope with HTTP status 200. What nobody foresaw is logged with its cause and
 * answered without text and with HTTP status 500.
 */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toImError(thrown);
  const isUnforeseen = error.code === 'internal';
  if (isUnforeseen) request.log.error({ err: error }, 'a call failed');
  else if (error.code.startsWith('storage')) request.log.warn({ err: error }, 'storage refused a call');
  // The text of an unforeseen error is for the log only.
  const envelope = failure(isUnforeseen ? new ImError('internal') : error);
  reply.resultCode = envelope.code;
  return reply
    .code(isUnforeseen ? SERVER_ERROR : OK)
    .type('application/json; charset=utf-8')
    .send(envelope);
}

function toImError(thrown: unknown): ImError {
  if (thrown instanceof ImError) return thrown;
  const message = thrown instanceof Error ? refusalOf(thrown) : undefined;
  return message === undefined ? ImError.from(thrown) : new ImError('invalidParameter', { message, cause: thrown });
}

/** What is wrong with a request that did not reach its handler; undefined when the fault is ours. */
function refusalOf(error: Partial<FastifyError> & Error): string | undefined {
  if (error.validation !== undefined) return error.message;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return 'invalid request parameter: the body is too large';
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return 'invalid request parameter: the body must be JSON with content-type application/json';
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return 'invalid request parameter: the body is not as long as content-length says';
    case 'FST_ERR_BAD_URL':
      return 'invalid request parameter: the address is not a valid URL';
    default:
      break;
  }
  if (error.statusCode === undefined || error.statusCode < 400 || error.statusCode >= 500) return undefined;
  return error instanceof SyntaxError
    ? 'invalid request parameter: the body is not valid JSON'
    : 'invalid request parameter: the request is not valid';
}

declare module 'fastify' {
  interface FastifyReply {
    /** The code in the envelope; 0 for answers without one. */
    resultCode: number;
  }
}
