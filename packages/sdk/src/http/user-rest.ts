import { ImError } from '@warbler/protocol';
import type { RestAnswer } from './fetch-envelope.ts';
import type { RestClient } from './rest-client.ts';
import { type Query, withQuery } from './with-query.ts';

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

  /** @throws ImError, see `fetchEnvelope`. */
  async remove(path: string, body: object): Promise<unknown> {
    return (await this.#rest.call(path, { token: this.#token(), body, method: 'DELETE' })).data;
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
    return this.#rest.call(withQuery(path, query), { token, body });
  }
}
