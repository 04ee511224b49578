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
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return answer('408 Request Timeout', new ImError('timedOut'));
  if (code === 'HPE_HEADER_OVERFLOW')
    return answer('431 Request Header Fields Too Large', refusal('the headers are too large'));
  return answer('400 Bad Request', refusal('the request is not valid HTTP'));
}

function refusal(what: string): ImError {
  return new ImError('invalidParameter', { message: `invalid request parameter: ${what}` });
}

/** The reason in the status is written out: a module that imports `node:http` for it loads undici, 12 MB. */
function answer(status: string, error: ImError): string {
  const body = JSON.stringify(failure(error));
  return [
    `HTTP/1.1 ${status}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'access-control-allow-origin: *',
    'x-content-type-options: nosniff',
    '',
    body,
  ].join('\r\n');
}
