import type { Limits, PartialConfig } from '../../src/config/index.ts';
import { createTestHttp, type Loose, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';

/** What an upload address is asked for with. */
export interface Wish {
  readonly file_type?: number;
  readonly to_id?: number;
  readonly to_type?: number;
}

/** What may differ in one request. */
export interface Way {
  readonly token?: string;
  readonly appId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

/** A file as a page has it. */
export function fileOf(bytes: Uint8Array | string, name: string): File {
  return new File([Buffer.from(bytes as string)], name);
}

/** A server with a port of its own, and the requests that deployed clients make of its files. */
export class FileScene {
  readonly server: TestHttp;
  readonly url: string;
  /** Of alice, who uploads unless it is said otherwise. */
  readonly token: string;
  readonly bobsToken: string;

  private constructor(server: TestHttp, url: string, tokens: readonly [string, string]) {
    this.server = server;
    this.url = url;
    [this.token, this.bobsToken] = tokens;
  }

  static async open(
    limits: Partial<Limits> = {},
    config: Omit<PartialConfig, 'limits' | 'dataDir'> = {},
  ): Promise<FileScene> {
    const server = await createTestHttp({}, limits, config);
    const url = await server.http.listen({ host: '127.0.0.1', port: 0 });
    return new FileScene(server, url, [await server.tokenOf('alice'), await server.tokenOf('bob')]);
  }

  /** A user of another app, with its token. */
  async stranger(): Promise<{ readonly appId: string; readonly token: string; readonly userId: number }> {
    const app = await makeOtherApp(this.server);
    const { userId } = await this.server.accounts.register(app, { username: 'mallory', password: PASSWORD });
    const login = { body: { name: 'mallory', password: PASSWORD }, appId: app.appId };
    const { token } = (await this.server.call('POST /token/user', login)).data;
    return { appId: app.appId, token, userId };
  }

  /** The header that says under which name the server is asked. */
  get host(): { readonly host: string } {
    return { host: new URL(this.url).host };
  }

  /** The answer to a call for an upload address. */
  ask(wish: Wish = {}, token = this.token): Promise<Loose> {
    const query = { file_type: 100, to_id: this.server.ids.bob, ...wish };
    return this.server.call('GET /file/upload/chat', { query, token, headers: this.host });
  }

  /** An upload address and what the file will be called. */
  async ticket(wish: Wish = {}, token = this.token): Promise<{ upload_url: string; download_url: string }> {
    const { code, message, data } = await this.ask(wish, token);
    if (code !== 200) throw new Error(message);
    return data;
  }

  /** Sends a form as browsers do. */
  post(url: string, bytes: Uint8Array | string, name = 'a.bin'): Promise<Response> {
    const form = new FormData();
    form.append('file', fileOf(bytes, name));
    return fetch(url, { method: 'POST', body: form });
  }

  /** Uploads a file and gives its download address. */
  async upload(bytes: Uint8Array | string, wish: Wish & { readonly name?: string } = {}): Promise<string> {
    const { name, ...rest } = wish;
    const { upload_url, download_url } = await this.ticket(rest);
    const response = await this.post(upload_url, bytes, name);
    if (!response.ok) throw new Error(await response.text());
    return download_url;
  }

  /** Downloads as clients do: with the token and the app appended to the address. */
  get(url: string, { token = this.token, appId = 'demo', headers = {}, method = 'GET' }: Way = {}): Promise<Response> {
    const more = `&access-token=${token}&app_id=${appId}`;
    return fetch(url + more, { method, headers, redirect: 'manual' });
  }

  /** The status and the envelope of a refusal. */
  async refusal(answer: Promise<Response>): Promise<{ status: number; code: number; message: string }> {
    const response = await answer;
    const { code, message } = (await response.json()) as Loose;
    return { status: response.status, code, message };
  }

  async close(): Promise<void> {
    // Answers that a test did not read hold their connections open.
    this.server.http.server.closeAllConnections();
    await this.server.stop();
  }
}
