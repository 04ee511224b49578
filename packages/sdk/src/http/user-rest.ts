import { ImError } from '@warbler/protocol';
import type { RestAnswer } from './fetch-envelope.ts';
import type { RestClient } from './rest-client.ts';

/** Parameters in the address. */
export type Query = Readonly<Record<string, string | number>>;

/** Rows of all pages of a list, and whether there would have been more. */
export interface Rows {
  readonly rows: readonly unknown[];
  readonly hasMore: boolean;
}

/** Makes calls with one user's token, '' while there is none; answers are the `data` of the envelope, which nobody has checked. */
export class UserRest {
  readonly #rest: RestClient;
  readonly #token: () => string;

  constructor(rest: RestClient, token: () => string) {
    this.#rest = rest;
    this.#token = token;
  }

  /** @throws ImError, see `fetchEnvelope`. */
  async get(path: string, query: Query = {}): Promise<unknown> {
    return (await this.#call(path, query)).data;
  }

  /** @throws ImError, see `fetchEnvelope`. */
  async post(path: string, body: object, query: Query = {}): Promise<unknown> {
    return (await this.#call(path, query, body)).data;
  }

  /** A page of a list. @throws ImError, see `fetchEnvelope`. */
  page(path: string, query: Query): Promise<RestAnswer> {
    return this.#call(path, query);
  }

  /** Reads a list page by page, at most `maxPages`. @throws ImError, see `fetchEnvelope`. */
  async rows(path: string, query: Query & { readonly limit: number }, maxPages: number): Promise<Rows> {
    const rows: unknown[] = [];
    let cursor = '';
    for (let page = 0; page < maxPages; page += 1) {
      const answer = await this.#call(path, { ...query, cursor });
      if (Array.isArray(answer.data)) rows.push(...answer.data);
      cursor = answer.cursor;
      if (cursor === '') break;
    }
    return { rows, hasMore: cursor !== '' };
  }

  async #call(path: string, query: Query, body?: object): Promise<RestAnswer> {
    const token = this.#token();
    if (token === '') throw new ImError('serverUnreachable', { message: 'The login has not been confirmed yet' });
    const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();
    return this.#rest.call(search === '' ? path : `${path}?${search}`, { token, body });
  }
}
