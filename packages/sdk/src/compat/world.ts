import { type ConversationId, ImError, type UserId } from '@warbler/protocol';
import type { AccountParts } from '../account/assemble.ts';
import { whileSignedIn } from '../account/while-signed-in.ts';
import { createWebTransfers } from '../files/web-transfers.ts';
import { MessagingClient } from '../messaging-client.ts';
import { defaultPlatform } from '../platform/default-platform.ts';
import type { Platform } from '../platform/platform.ts';
import type { StoredValue } from '../storage/storage.ts';
import { checkConfig, type FlooConfig, type FlooLogLevel } from './config.ts';
import { EventBus } from './event-bus.ts';
import { Feed } from './feed.ts';
import { FlooRest } from './floo-rest.ts';
import { fieldIn } from './json-text.ts';
import type { Viewer } from './message-shape.ts';
import { defaultWebStores, WebStore } from './web-store.ts';

/** A row of the REST API, as it came. */
export type Row = { readonly [name: string]: StoredValue | undefined };

/** What all managers stand on: the core's client, who is signed in, what is kept, and the event bus. */
export class World {
  readonly bus = new EventBus();
  readonly rest: FlooRest;
  readonly feed: Feed;
  readonly transfers = createWebTransfers();
  #config: FlooConfig;
  #store: WebStore;
  #platform: Platform;
  #client: MessagingClient;
  /** The token of which it was told already that it has expired. */
  #expired = '';

  constructor(config: FlooConfig) {
    checkConfig(config);
    this.feed = new Feed(this);
    this.#config = config;
    this.#store = new WebStore(config.webStore ?? defaultWebStores());
    this.#platform = { ...defaultPlatform(), ...config.platform };
    this.#client = this.#newClient();
    this.rest = new FlooRest({
      call: async (path, request) => (await this.#client.space()).rest.call(path, request),
      token: () => this.token,
      tokenExpired: (token) => this.#tokenExpired(token),
    });
  }

  /** Goes on with another configuration; handlers stay. */
  reconfigure(config: FlooConfig): void {
    checkConfig(config);
    this.#client.close().catch((error: unknown) => this.log('warn', 'closing:', ImError.from(error).message));
    this.#config = config;
    if (config.webStore) this.#store = new WebStore(config.webStore);
    this.#platform = { ...defaultPlatform(), ...config.platform };
    this.#client = this.#newClient();
  }

  get config(): FlooConfig {
    return this.#config;
  }

  get store(): WebStore {
    return this.#store;
  }

  get platform(): Platform {
    return this.#platform;
  }

  get client(): MessagingClient {
    return this.#client;
  }

  get me(): UserId | undefined {
    return this.#store.get<number>('key_user_id') as UserId | undefined;
  }

  get token(): string | undefined {
    return this.me === undefined ? undefined : this.#store.get<string>('key_user_token');
  }

  /** The DNS answer that came last. */
  get dns(): Row {
    return this.#store.get<Row>(`key_dns_infos_${this.#config.appid}`) ?? {};
  }

  /** Where the REST API, the socket and calls are. */
  get servers(): { readonly ratel?: string; readonly fireplace?: string; readonly rtc?: string } {
    const cluster = this.#cluster();
    const ratel = endpoint(cluster.ratel);
    const fireplace = endpoint(cluster.ws)?.replace(/^http/, 'ws');
    const rtc = endpoint(cluster.rtc)?.replace(/^http/, 'ws');
    return { ...(ratel ? { ratel } : {}), ...(fireplace ? { fireplace } : {}), ...(rtc ? { rtc } : {}) };
  }

  get ratel(): string {
    return this.servers.ratel ?? '';
  }

  get serverIp(): string | undefined {
    const ips = fieldIn(first(this.#cluster().ratel), 'ip_list');
    return Array.isArray(ips) ? ips.map(String)[0] : undefined;
  }

  /** The signed-in account. @throws ImError `notLoggedIn` */
  get parts(): AccountParts {
    return whileSignedIn(this.#client.parts);
  }

  get viewer(): Viewer {
    return {
      me: this.me ?? (0 as UserId),
      readOf: (id: ConversationId) => this.#client.parts?.chats.find(id)?.record.read,
    };
  }

  notice(category: string, desc: unknown): void {
    this.bus.fire('flooNotice', { category, desc });
  }

  error(category: string | number, desc: string, code?: number): void {
    this.bus.fire('flooError', { category, desc, ...(code === undefined ? {} : { code }) });
  }

  log(level: 'debug' | 'warn' | 'error', ...what: readonly unknown[]): void {
    const levels = ['debug', 'info', 'warn', 'error', 'off'];
    const { logLevel = 'warn' } = this.#config;
    // biome-ignore lint/suspicious/noConsole: floo logs to the console, as much as the app wants
    if (levels.indexOf(level) >= levels.indexOf(logLevel)) console[level]('[flooIM]', ...what);
  }

  setLogLevel(logLevel: FlooLogLevel): void {
    this.#config = { ...this.#config, logLevel };
  }

  /** The first cluster for everybody. */
  #cluster(): Row {
    const groups = this.dns.dns_list;
    const group = Array.isArray(groups) ? groups.find((one) => fieldIn(one, 'group_level') === 0) : undefined;
    return { ...(first(fieldIn(group, 'clusters')) as object | undefined) };
  }

  #newClient(): MessagingClient {
    const { appid, dnsServer, storage, deviceScope } = this.#config;
    const client = new MessagingClient({
      appId: appid as ConstructorParameters<typeof MessagingClient>[0]['appId'],
      dns: dnsServer,
      platform: this.#platform,
      ...(storage === undefined ? {} : { storage }),
      ...(deviceScope === undefined ? {} : { deviceScope }),
      // floo's web client never told senders that their messages arrived; the native ones do, and so do we.
      acknowledgesDelivery: true,
      observer: this.feed,
      dnsAnswered: (answer) => this.#dnsAnswered(answer as Row),
    });
    this.feed.follow(client);
    return client;
  }

  #dnsAnswered(answer: Row): void {
    this.#store.set(`key_dns_infos_${this.#config.appid}`, answer);
    const status = String(answer.app_status ?? '');
    if (/^(banned|frozen|revoked)$/.test(status)) this.error(`APP_${status.toUpperCase()}`, `the app is ${status}`);
  }

  #tokenExpired(token: string): void {
    if (this.#expired === token || token !== this.token) return;
    this.#expired = token;
    this.notice('action', 'relogin');
  }
}

function first(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined;
}

function endpoint(endpoints: unknown): string | undefined {
  const one = first(endpoints);
  const host = fieldIn(one, 'host');
  return typeof host === 'string' && host !== '' ? `${fieldIn(one, 'protocol') || 'https'}://${host}` : undefined;
}
