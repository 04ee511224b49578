import type { AppId } from '@warbler/protocol';

/** The envelope of every REST answer. */
export interface Envelope<Data> {
  readonly code: number;
  readonly message?: string | null;
  readonly data: Data;
}

/** Calls the REST API as a deployed client does. */
export class RestClient {
  readonly #url: string;
  readonly #appId: AppId;

  constructor(url: string, appId: AppId) {
    this.#url = url;
    this.#appId = appId;
  }

  /** Calls and unwraps. @throws Error when the code is not 200 */
  async post<Data>(path: string, body: unknown, token?: string): Promise<Data> {
    return unwrap(await this.call<Data>('POST', path, body, token));
  }

  /** Calls and unwraps. @throws Error when the code is not 200 */
  async get<Data>(path: string, token?: string): Promise<Data> {
    return unwrap(await this.call<Data>('GET', path, undefined, token));
  }

  /** The whole answer, whatever its code. */
  async call<Data>(method: string, path: string, body?: unknown, token?: string): Promise<Envelope<Data>> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        app_id: this.#appId,
        ...(token === undefined ? {} : { 'access-token': token }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Envelope<Data>;
  }

  /** A user token. */
  async logIn({ username, password }: { readonly username: string; readonly password: string }): Promise<string> {
    const { token } = await this.post<{ token: string }>('/token/user', { name: username, password });
    return token;
  }
}

function unwrap<Data>({ code, message, data }: Envelope<Data>): Data {
  if (code !== 200) throw new Error(`code ${code}: ${message ?? ''}`);
  return data;
}
