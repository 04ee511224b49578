import { type ErrorName, ImError } from '@warbler/protocol';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { failure } from './envelope.ts';

/** Refusals are answers like any other; only a server that fails says so to proxies and to clients with another host. */
const OK = 200;
const SERVER_ERROR = 500;

/** How a transfer of bytes says in HTTP why it failed; 400 where nothing is said here. */
const TRANSFER_STATUS: { readonly [Name in ErrorName]?: number } = {
  invalidToken: 401,
  missingToken: 401,
  noPermission: 403,
  fileSignInvalid: 403,
  uploadUrlInvalid: 403,
  downloadUrlInvalid: 403,
  uploadUrlExpired: 403,
  appStatusAbnormal: 403,
  userFrozen: 403,
  userBanned: 403,
  appNotFound: 404,
  fileNotFound: 404,
  uploadUrlUsed: 409,
  fileTooLarge: 413,
  fileContentInvalid: 415,
  mediaUnreadable: 422,
  rateLimited: 429,
  uploadLimit: 429,
  internal: 500,
  notConfigured: 501,
  notSupported: 501,
  objectStorageFailed: 503,
  serverClosing: 503,
  storageUnavailable: 503,
  storageFull: 507,
};

const BAD_REQUEST = 400;

/**
 * Answers a call that failed: its envelope with HTTP status 200. What nobody foresaw is logged with its cause and
 * answered without text and with HTTP status 500.
 */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendFailure(thrown, { request, reply, statusOf: (name) => (name === 'internal' ? SERVER_ERROR : OK) });
}

/**
 * Answers an upload or download that failed: the envelope with an HTTP status that says so. Clients that send or save
 * bytes look at nothing else, and would take a 200 for success.
 */
export function answerTransferError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('cache-control', 'no-store');
  return sendFailure(thrown, { request, reply, statusOf: (name) => TRANSFER_STATUS[name] ?? BAD_REQUEST });
}

interface FailureContext {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly statusOf: (name: ErrorName) => number;
}

function sendFailure(thrown: unknown, { request, reply, statusOf }: FailureContext): FastifyReply {
  const error = toImError(thrown);
  const isUnforeseen = error.code === 'internal';
  if (isUnforeseen) request.log.error({ err: error }, 'a call failed');
  else if (isOfTheMachine(error.code)) request.log.warn({ err: error }, 'storage refused a call');
  // The text of an unforeseen error is for the log only.
  const envelope = failure(isUnforeseen ? new ImError('internal') : error);
  reply.resultCode = envelope.code;
  return reply.code(statusOf(error.code)).type('application/json; charset=utf-8').send(envelope);
}

/** What whoever runs the server can mend. */
function isOfTheMachine(name: ErrorName): boolean {
  return name.startsWith('storage') || name === 'objectStorageFailed' || name === 'mediaUnreadable';
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
