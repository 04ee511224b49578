import { ImError } from '@warbler/protocol';
import type { FastifyRequest } from 'fastify';

/** Where clients reach the server. */
export interface PublicAddress {
  readonly protocol: string;
  /** With the port where it is not the usual one. */
  readonly host: string;
}

/**
 * The address that clients are told: the configured one, else the one this request was sent to.
 *
 * @throws ImError `invalidParameter` when the request names no usable host
 */
export function publicAddress(publicUrl: string | undefined, request: FastifyRequest): PublicAddress {
  if (publicUrl !== undefined) {
    const { protocol, host } = new URL(publicUrl);
    return { protocol: protocol.slice(0, -1), host };
  }
  const { protocol, host } = request;
  if (/^[a-zA-Z0-9.:[\]_-]{1,255}$/.test(host)) return { protocol, host };
  throw new ImError('invalidParameter', {
    message: 'invalid request parameter: the header host is missing or not valid',
  });
}
