import type { AppId } from '@warbler/protocol';
import type { Platform } from '../platform/platform.ts';
import { fetchEnvelope, type RestAnswer, type RestRequest } from './fetch-envelope.ts';
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

  /** A GET without a body, a POST with one. @throws ImError, see `fetchEnvelope`. */
  async call(
    path: string,
    {
      token,
      body,
      method = body === undefined ? 'GET' : 'POST',
    }: Omit<RestRequest, 'url'> & { readonly token?: string },
  ): Promise<RestAnswer> {
    const { rest } = await this.#servers.find();
    return fetchEnvelope(this.#platform, {
      url: rest + path,
      method,
      headers: { app_id: this.#appId, ...(token === undefined ? {} : { 'access-token': token }) },
      body,
    });
  }
}
