import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ImError } from '@warbler/protocol';
import { failure } from './envelope.ts';

/** Why Node gave up on what came over a connection; `clientError` of `http.Server` has the codes. */
type BrokenRequest = Error & { readonly code?: string };

/**
 * Answers what is no HTTP request, or did not become one in time, with an envelope like every call, and ends the
 * connection. The HTTP status says what was wrong: there was no call yet that could be refused with 200.
 */
export function answerBrokenRequest(
  error: BrokenRequest,
  socket: Pick<Socket, 'writable' | 'write' | 'destroy'>,
): void {
  // After a reset nobody is there any more.
  if (socket.writable && error.code !== 'ECONNRESET') socket.write(answerTo(error));
  socket.destroy();
}

function answerTo({ code }: BrokenRequest): string {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return answer(408, new ImError('timedOut'));
  if (code === 'HPE_HEADER_OVERFLOW') return answer(431, refusal('the headers are too large'));
  return answer(400, refusal('the request is not valid HTTP'));
}

function refusal(what: string): ImError {
  return new ImError('invalidParameter', { message: `invalid request parameter: ${what}` });
}

function answer(status: number, error: ImError): string {
  const body = JSON.stringify(failure(error));
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'access-control-allow-origin: *',
    'x-content-type-options: nosniff',
    '',
    body,
  ].join('\r\n');
}
