import type { AppId } from '@warbler/protocol';
import type { Platform } from '../platform/platform.ts';
import { fetchEnvelope } from './fetch-envelope.ts';
import type { ServerDirectory } from './server-directory.ts';

/** Calls the REST API of the app's servers. */
export class RestClient {
  readonly #platform: Platform;
  readonly #servers: ServerDirectory;
  readonly #appId: AppId;

  constructor(platform: Platform, servers: ServerDirectory, appId: AppId) {
    this.#platform = platform;
    this.#servers = servers;
    this.#appId = appId;
  }

  /** @throws ImError, see `fetchEnvelope`. */
  get(path: string, token?: string): Promise<unknown> {
    return this.#call('GET', path, token);
  }

  /** @throws ImError, see `fetchEnvelope`. */
  post(path: string, body: unknown, token?: string): Promise<unknown> {
    return this.#call('POST', path, token, body);
  }

  async #call(method: 'GET' | 'POST', path: string, token?: string, body?: unknown): Promise<unknown> {
    const { rest } = await this.#servers.find();
    return fetchEnvelope(this.#platform, {
      url: rest + path,
      method,
      headers: { app_id: this.#appId, ...(token === undefined ? {} : { 'access-token': token }) },
      body,
    });
  }
}
