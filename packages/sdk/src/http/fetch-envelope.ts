import { errorNameOfRestCode, ImError, REST_OK } from '@warbler/protocol';
import type { Platform } from '../platform/platform.ts';

/** One REST call. */
export interface RestRequest {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
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
  const abort = new AbortController();
  const cancel = platform.clock.after(timeoutMs, () => abort.abort());
  try {
    const response = await platform.fetch(url, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: abort.signal,
    });
    return openEnvelope(await response.text(), url);
  } catch (cause) {
    if (cause instanceof ImError) throw cause;
    throw new ImError(abort.signal.aborted ? 'timedOut' : 'serverUnreachable', { cause, details: { url } });
  } finally {
    cancel();
  }
}

function openEnvelope(text: string, url: string): RestAnswer {
  const envelope = parseObject(text);
  if (typeof envelope?.code !== 'number') throw new ImError('responseInvalid', { details: { url } });
  if (envelope.code === REST_OK) {
    return { data: envelope.data, cursor: typeof envelope.cursor === 'string' ? envelope.cursor : '' };
  }
  const message = typeof envelope.message === 'string' ? envelope.message : undefined;
  throw new ImError(errorNameOfRestCode(envelope.code), { message, details: { url, code: envelope.code } });
}

function parseObject(text: string): { readonly [name: string]: unknown } | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}
