import { ErrorCode, ImError, parseUserId, type UserId } from '@warbler/protocol';
import type { ConnectionState, SignedOutReason } from '../connection/connection-state.ts';
import type { Message } from '../message.ts';
import { userPrefix } from '../store/keys.ts';
import { Contacts } from './contacts.ts';
import { type CallParams, FlooError } from './floo-rest.ts';
import { fieldIn } from './json-text.ts';
import type { Row, World } from './world.ts';

/** What `logout` leaves out or does beside ending the session. */
export interface LogoutOptions {
  readonly quitAllWeb?: boolean;
  readonly linkLogin?: boolean;
  readonly deleteUser?: boolean;
}

/** Conversations of which messages are read into memory before the app is told that it is signed in. */
const maxPreloaded = 200;
/** Devices of this platform are ended by `kickAllWeb` (xsync.proto, OSType.WEB). */
const webPlatform = 6;

/** Signing in and out as floo does it: everything that happens is told by events. */
export class Session {
  readonly #world: World;
  #isLoggedIn = false;
  #isReady = false;
  #wasOnline = false;
  #state: ConnectionState['state'] = 'signedOut';
  #opened: Promise<void> = Promise.resolve();

  constructor(world: World) {
    this.#world = world;
  }

  /** Finds the servers, and takes up who was signed in. */
  start(): void {
    const { client, config, store } = this.#world;
    this.#isReady = false;
    this.#isLoggedIn = false;
    if (store.get('key_app_id') !== config.appid) store.set('key_app_id', config.appid);
    client.on('connection', (state) => this.#connectionChanged(state));
    client.on('signedOut', ({ reason }) => this.#signedOut(reason));
    const mayLogIn = (config.autoLogin ?? true) && store.get('key_stop_auto_login') !== true;
    void this.#findServers().finally(() => {
      const { me, token } = this.#world;
      const isOurs = store.get('key_user_token_app_id') === config.appid;
      // What is on this device can be read without a server, too.
      if (mayLogIn && client === this.#world.client && !client.parts && me !== undefined && token && isOurs) {
        this.#open(me, token).catch((error: unknown) => this.#loginFailed(error));
      }
    });
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get isLoggedIn(): boolean {
    const { config, me, store, token } = this.#world;
    return this.#isLoggedIn && me !== undefined && !!token && store.get('key_user_token_app_id') === config.appid;
  }

  get isAppInfoReady(): boolean {
    return typeof this.#world.dns.app_status === 'string';
  }

  /** Signs in with what a token is given for. */
  logIn(path: '/token/user' | '/token/id', credentials: CallParams): void {
    const { bus, rest } = this.#world;
    void this.#findServers().then(async () => {
      this.#world.notice('loginMessage', 'getting token...');
      try {
        const answer = await rest.call<Row>(path, {}, withNumber(credentials));
        const { user_id, token, public_key = '' } = answer;
        await this.withToken(parseUserId(user_id), String(token), String(public_key), String(credentials.name ?? ''));
      } catch (error) {
        bus.fire('loginFail', `token failure:${ImError.from(error).message}`);
      }
    });
  }

  /** Signs in with a token. */
  async withToken(userId: UserId, token: string, publicKey: string, username = ''): Promise<void> {
    const { config, store } = this.#world;
    store.set('key_user_id', userId);
    store.set('key_user_token', token);
    store.set('key_user_token_app_id', config.appid);
    store.set('key_user_aes_key', publicKey);
    store.flush();
    await this.#open(userId, token, username);
  }

  /** Signs in with a token that was got elsewhere. */
  tokenLogin(userId: UserId, token: string, publicKey: string): void {
    void this.#findServers()
      .then(() => this.withToken(userId, token, publicKey))
      .catch((error: unknown) => this.#loginFailed(error));
  }

  logout(options: LogoutOptions | undefined): void {
    const { bus, client, store } = this.#world;
    store.set('key_stop_auto_login', true);
    store.flush();
    this.#isLoggedIn = false;
    const closed = client.logout();
    bus.fire('logout');
    if (options?.deleteUser) return;
    if (options?.quitAllWeb) return void closed.then(() => this.kickAllWeb(options.linkLogin));
    if (!options) void closed.then(() => this.#reload());
  }

  /** Ends the other web devices of the user, forgets who was signed in here, and begins anew. */
  async kickAllWeb(isStaying = false): Promise<void> {
    const { client, rest, store } = this.#world;
    try {
      const devices = await rest.call<readonly Row[]>('/user/device/list');
      const own = client.parts?.devices.sn() ?? store.get<number>('key_user_device_sn');
      const others = devices.filter(({ device_sn, platform }) => platform === webPlatform && device_sn !== own);
      await Promise.all(others.map(({ device_sn }) => rest.call('/user/kick', {}, { device_sn })));
    } catch (error) {
      this.#world.log('warn', error);
    }
    await this.cleanup();
    if (!isStaying) this.#reload();
  }

  /** Removes what is kept of the user who was signed in. */
  async cleanup(): Promise<void> {
    const { client, me, store } = this.#world;
    this.#isLoggedIn = false;
    for (const name of userNames) store.set(name, undefined);
    store.set('key_user_id', undefined);
    store.flush();
    try {
      await client.logout();
      const { appId, storage } = await client.space();
      if (me === undefined) return;
      const kept = await storage.list({ prefix: userPrefix(appId, me) });
      await storage.write(kept.map(({ key }) => ({ key })));
    } catch (error) {
      this.#world.log('warn', error);
    }
  }

  async #findServers(): Promise<void> {
    const { client, config, rest, store } = this.#world;
    if (this.#isReady) return;
    try {
      await (await client.space()).servers.find();
      this.#isReady = true;
      const settings = await rest.call<Row>('/app/config', { platform: webPlatform });
      store.set(`key_app_config_${config.appid}`, settings);
    } catch (error) {
      const cause = ImError.from(error instanceof FlooError ? error.cause : error);
      // Those about the state of the app were told when the answer came.
      if (cause.code === 'appFrozen' || cause.code === 'appStatusAbnormal' || this.#isReady) return;
      const code = cause.details?.code;
      this.#world.error('DNS_FAILED', cause.message, typeof code === 'number' ? code : ErrorCode[cause.code].rest);
    }
  }

  async #open(userId: UserId, token: string, username = ''): Promise<void> {
    const { bus, client } = this.#world;
    const contacts = new Contacts(this.#world);
    this.#wasOnline = false;
    this.#world.notice('loginMessage', 'token sucecc, getting roster lists..');
    const lists = Promise.all([contacts.fetchRosterIds(), contacts.fetchGroupIds()]);
    const opening = this.#openAccount(userId, token, username);
    // Who waits for it wants to know when it is over; how it ended is told below.
    this.#opened = opening.catch(() => undefined);
    try {
      await lists;
    } catch (error) {
      this.#world.notice('loginMessage', `get roster list failure:${ImError.from(error).message}`);
    }
    await opening;
    if (client.parts) bus.fire('imRostersGroupslistReady');
    contacts.fetchRosters(contacts.rosterIds ?? []).catch((error: unknown) => this.#world.log('debug', error));
    contacts.fetchGroups(contacts.groupIds ?? []).catch((error: unknown) => this.#world.log('debug', error));
  }

  async #openAccount(userId: UserId, token: string, username: string): Promise<void> {
    const { client, feed } = this.#world;
    await client.adopt({ userId, username, token });
    this.#isLoggedIn = true;
    const { parts } = client;
    if (!parts) return;
    const newest = client.conversations().slice(0, maxPreloaded);
    await Promise.all(newest.map(({ id }) => parts.loader.openWindow(parts.chats.open(id))));
    const isOnItsWay = ({ status }: Message) => status === 'sending';
    for (const { id } of newest) for (const message of client.messages(id).filter(isOnItsWay)) feed.sent(message);
  }

  #connectionChanged({ state }: ConnectionState): void {
    const isNew = state !== this.#state;
    this.#state = state;
    if (state === 'connecting' && isNew) this.#world.notice('loginMessage', 'socket connecting...');
    if (state !== 'online') return;
    this.#wasOnline = true;
    // What is stored is read before the app is told.
    void this.#opened.then(() => {
      const { bus, client, store } = this.#world;
      const sn = client.parts?.devices.sn();
      if (sn === undefined) return;
      store.set('key_user_device_sn', sn);
      this.#world.notice('loginMessage', 'socket connect success...');
      this.#world.notice('loginMessage', 'logining socket service...');
      this.#world.notice('loginMessage', 'login socket success.....');
      bus.fire('loginSuccess', {});
    });
  }

  #signedOut(reason: SignedOutReason): void {
    const { bus, store } = this.#world;
    if (reason === 'logout') return;
    this.#isLoggedIn = false;
    if (!this.#wasOnline) {
      this.#world.notice('loginMessage', 'login socket failure ......');
      bus.fire('loginFail', 'socket_failure');
    }
    const [category, action] = endings[reason] ?? [];
    if (category !== undefined) this.#world.error(category, reason);
    if (action === undefined) return;
    // A token that is good still stays for the next page; others are of no use.
    store.set('key_user_token', undefined);
    store.flush();
    this.#world.notice('action', action);
  }

  #loginFailed(error: unknown): void {
    this.#world.bus.fire('loginFail', `token failure:${ImError.from(error).message}`);
  }

  #reload(): void {
    const { reload = () => globalThis.location?.reload() } = this.#world.config;
    reload();
  }
}

/** What the end of a session is told as: the category of a `flooError`, and the `action` that is asked for. */
const endings: Readonly<
  Partial<Record<SignedOutReason, readonly [category: string | number | undefined, action?: string]>>
> = {
  tokenExpired: [undefined, 'relogin'],
  passwordChanged: [undefined, 'relogin_manually'],
  kicked: [undefined, 'relogin_manually'],
  deviceRemoved: [undefined, 'relogin_manually'],
  userRemoved: [undefined, 'relogin_manually'],
  userFrozen: ['USER_FROZEN', 'relogin_manually'],
  appFrozen: ['APP_FROZEN', 'relogin_manually'],
  licenseInvalid: ['LICENSE', 'relogin_manually'],
  tooManyDevices: [ErrorCode.tooManyDevices.status],
};

/** What is removed with a user (sdk-web.md §1.2, cleanup). */
const userNames = [
  'key_user_token',
  'key_user_token_app_id',
  'key_user_aes_key',
  'key_user_device_sn',
  'key_user_device_guid',
  'key_user_link_server',
  'key_roster_lists',
  'key_roster_infos',
  'key_group_lists',
  'key_group_infos',
  'key_group_members',
  'key_recent_store',
];

function withNumber(credentials: CallParams): CallParams {
  const id = fieldIn(credentials, 'user_id');
  return id === undefined ? credentials : { ...credentials, user_id: Number(id) };
}
