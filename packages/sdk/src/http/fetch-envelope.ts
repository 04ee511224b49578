import { ErrorCode, errorNameOfRestCode, ImError, REST_OK } from '@warbler/protocol';
import { nameOfText } from '../connection/error-name-of.ts';
import { parseObject } from '../content/parse-object.ts';
import type { Platform } from '../platform/platform.ts';
import type { Fields } from './fields.ts';

/** One REST call. */
export interface RestRequest {
  readonly url: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** What a call brought; nobody has checked it. */
export interface RestAnswer {
  readonly data: unknown;
  /** Asks for the next page of a list; '' on the last. */
  readonly cursor: string;
}

/** rest-api.md §1: what deployed clients wait. */
const timeoutMs = 20_000;

/**
 * Makes a call and opens the envelope of its answer (rest-api.md §2, §3).
 * @throws ImError of the envelope's code, `serverUnreachable`, `timedOut` or `responseInvalid`.
 */
export async function fetchEnvelope(platform: Platform, request: RestRequest): Promise<RestAnswer> {
  const { url, method = 'GET', headers = {}, body } = request;
  let cancel = () => undefined as void;
  // The signal is for the platform, which may have none; the limit holds all the same.
  const abort = typeof AbortController === 'undefined' ? undefined : new AbortController();
  const timedOut = new Promise<never>((_, reject) => {
    cancel = platform.clock.after(timeoutMs, () => {
      reject(new ImError('timedOut', { details: { url } }));
      abort?.abort();
    });
  });
  const ask = async () => {
    const response = await platform.fetch(url, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(abort ? { signal: abort.signal } : {}),
    });
    return openEnvelope(await response.text(), response.status, url);
  };
  try {
    return await Promise.race([ask(), timedOut]);
  } catch (cause) {
    if (cause instanceof ImError) throw cause;
    throw new ImError('serverUnreachable', { cause, details: { url } });
  } finally {
    cancel();
  }
}

function openEnvelope(text: string, status: number, url: string): RestAnswer {
  const envelope = parseEnvelope(text, { status, url });
  if (envelope.code === REST_OK) {
    return { data: envelope.data, cursor: typeof envelope.cursor === 'string' ? envelope.cursor : '' };
  }
  throw refusalOf(envelope.code, envelope.message, { url });
}

/** The error of an envelope that refuses: its text tells more than its code, which several errors share. */
export function refusalOf(code: number, text: unknown, details: Readonly<Record<string, string | number>>): ImError {
  const message = typeof text === 'string' ? text : undefined;
  const named = nameOfText(message ?? '');
  const name = named && ErrorCode[named].rest === code ? named : errorNameOfRestCode(code);
  return new ImError(name, { message, details: { ...details, code } });
}

/**
 * An answer's envelope, whose code says what it is. An answer without one is not of our server, but of something before
 * it: `serverUnreachable` when its status says that another time may do, else `responseInvalid`.
 */
export function parseEnvelope(
  text: string,
  details: { readonly status: number; readonly url?: string },
): Fields & { readonly code: number } {
  const envelope = parseObject(text);
  const code = envelope?.code;
  if (typeof code === 'number') return { ...envelope, code };
  const { status } = details;
  const isPassing = status === 408 || status === 429 || status >= 500;
  throw new ImError(isPassing ? 'serverUnreachable' : 'responseInvalid', { details });
}
