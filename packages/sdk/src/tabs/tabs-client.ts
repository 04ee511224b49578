import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { Client } from '../client.ts';
import { ClientTurns } from '../client-turns.ts';
import type { ConnectionState, SignedOutReason } from '../connection/connection-state.ts';
import type { Credentials, LogoutOptions, Registration } from '../credentials.ts';
import { type DeviceSpace, openDeviceSpace } from '../device-space.ts';
import { Emitter } from '../emitter.ts';
import { findOwner, type Login, logIn, register } from '../http/accounts.ts';
import type { Platform } from '../platform/platform.ts';
import type { Profile } from '../profile.ts';
import type { ClientSeam } from '../seam.ts';
import type { SessionClient } from '../session-client.ts';
import type { Storage } from '../storage/storage.ts';
import { Sessions } from '../store/session.ts';
import { clientRoutesByPath, type PlainRoute } from './routes-of.ts';
import { Seat } from './seat.ts';
import { TabAccount } from './tab-account.ts';
import type { SharedTabPorts } from './tab-ports.ts';

/** What a client for several tabs needs. */
export interface TabsClientOptions {
  readonly appId: AppId;
  readonly dns: string;
  readonly platform: Platform;
  readonly ports: SharedTabPorts;
  /** Makes the client of a leader. */
  openClient(deviceScope: string, storage: Storage): SessionClient;
}

/** What a client has that every tab does in a way of its own; the parts of a part that are so have no place here. */
type OwnMembers = Pick<
  Client,
  | 'register'
  | 'login'
  | 'fastLogin'
  | 'loginWithToken'
  | 'resume'
  | 'logout'
  | 'close'
  | 'on'
  | 'send'
  | 'whenSettled'
  | 'resend'
>;

/** Signs a client in that has the right scope. */
type Opening = (client: SessionClient) => Promise<boolean>;

/** Shares an account with other tabs: finds the account, takes a seat at it, and hands on what the client is asked. */
export class TabsClient {
  readonly #options: TabsClientOptions;
  readonly #emitter = new Emitter();
  readonly #turns: ClientTurns;
  readonly #openHandlers = new Set<() => void>();
  #seat: Seat | undefined;
  /** The same as long as this tab is at the account. */
  #account: TabAccount | undefined;
  #scope = '';
  #signedOut: ConnectionState = { state: 'signedOut' };

  constructor(options: TabsClientOptions) {
    this.#options = options;
    const { appId, dns, platform, ports } = options;
    const problem = (error: ImError) => this.#emitter.emit('problem', { error });
    this.#turns = new ClientTurns(() =>
      openDeviceSpace({
        ...{ appId, dns, platform, problem },
        // No client is in it: it only looks up who signs in.
        deviceScope: 'tabs',
        storage: ports.openStorage(),
      }),
    );
  }

  /** The client with every member, each as its route says. */
  asClient(): Client {
    const client: Record<string, object> = {};
    for (const [path, route] of clientRoutesByPath) {
      const [name = '', part] = path.split('.').reverse();
      if (part !== undefined) client[part] ??= {};
      const owner = part === undefined ? client : client[part];
      if (owner)
        Object.defineProperty(owner, name, { enumerable: true, configurable: true, ...this.#member(path, route) });
    }
    for (const [name, value] of Object.entries(this.#own())) Object.defineProperty(client, name, { value });
    Object.defineProperty(client, 'seam', { value: this.#seam() });
    // Every member is there, because every one has a route, which the type of the table sees to.
    return client as unknown as Client;
  }

  #member(path: string, route: PlainRoute): PropertyDescriptor {
    switch (route) {
      case 'own':
        // Comes from `#own`.
        return { value: undefined };
      case 'tell':
        return { value: (...args: unknown[]) => this.#seat?.tell(path, args) };
      case 'do':
        return { value: (...args: unknown[]) => this.#signedIn().tell(path, args) };
      case 'again':
      case 'once':
        return { value: async (...args: unknown[]) => this.#signedIn().call(path, args, route === 'again') };
      default: {
        const none = path === 'connection' ? () => this.#signedOut : () => route.none;
        const read = (...args: unknown[]) => (this.#seat ? this.#seat.read(path, args) : none());
        return route.kind === 'get' ? { get: () => read() } : { value: read };
      }
    }
  }

  #own(): OwnMembers {
    return {
      register: (registration) => this.#turns.run((space) => this.#register(space, registration)),
      login: (credentials) => this.#turns.run((space) => this.#logIn(space, credentials)),
      fastLogin: (credentials) => this.#turns.run((space) => this.#fastLogIn(space, credentials)),
      loginWithToken: (token) =>
        this.#turns.run(async (space) => this.#enterWith(space, await findOwner(space.rest, token))),
      resume: () => this.#turns.run((space) => this.#resume(space)),
      logout: (options = {}) => this.#turns.run(() => this.#logOut(options)),
      close: () => this.#turns.close(() => this.#close()),
      on: (name, handler) => this.#emitter.on(name, handler),
      send: (conversationId, content) => this.#signedIn().sends.send(conversationId, content),
      whenSettled: async (localId) => this.#signedIn().sends.whenSettled(localId),
      resend: (localId) => this.#signedIn().sends.resend(localId),
    };
  }

  #seam(): ClientSeam {
    const { appId, platform } = this.#options;
    return {
      appId,
      platform,
      account: () => this.#account,
      onOpen: (handler) => {
        this.#openHandlers.add(handler);
        if (this.#account) handler();
        return () => this.#openHandlers.delete(handler);
      },
    };
  }

  async #register(space: DeviceSpace, registration: Registration): Promise<void> {
    await register(space.rest, registration);
    await this.#logIn(space, registration);
    const { nickName } = registration;
    if (nickName) await this.#signedIn().call('updateProfile', [{ nickName }], true);
  }

  async #logIn(space: DeviceSpace, credentials: Credentials): Promise<void> {
    const login = await logIn(space.rest, credentials);
    await this.#enterWith(space, login);
    await space.known.remember(login, credentials.password);
  }

  async #fastLogIn(space: DeviceSpace, credentials: Credentials): Promise<void> {
    const known = await space.known.find(credentials);
    if (!known) return this.#logIn(space, credentials);
    await this.#enter(space, scopeOf(known.userId), async (client) => {
      await client.fastLogin(credentials);
      return true;
    });
  }

  async #enterWith(space: DeviceSpace, login: Login): Promise<void> {
    const scope = scopeOf(login.userId);
    await this.#enter(space, scope, async (client) => {
      await new Sessions(space.storage, space.appId, scope).write(login);
      return client.resume();
    });
  }

  async #resume(space: DeviceSpace): Promise<boolean> {
    if (this.#seat) return true;
    const { browserStorage, tabStorage } = this.#options.ports;
    const scope = tabStorage.getItem(this.#key) ?? browserStorage.getItem(this.#key);
    return scope !== null && this.#enter(space, scope, (client) => client.resume());
  }

  async #enter(space: DeviceSpace, scope: string, open: Opening): Promise<boolean> {
    // Whoever is signed in already is not signed in anew: the other tabs are at work.
    if (this.#seat && this.#scope === scope) return true;
    await this.#leave(space);
    const { appId, openClient, platform, ports } = this.#options;
    const seat: Seat = new Seat({
      ...{ appId, ports, scope, open, emitter: this.#emitter, clock: platform.clock, storage: space.storage },
      openClient: (storage) => openClient(scope, storage),
      ended: (reason) => {
        if (this.#seat === seat) this.#ended(reason);
      },
    });
    this.#seat = seat;
    this.#scope = scope;
    const isOpen = await seat.enter().catch((error: unknown) => {
      this.#forget();
      throw error;
    });
    if (!isOpen) {
      this.#forget();
      return false;
    }
    for (const storage of [ports.browserStorage, ports.tabStorage]) storage.setItem(this.#key, scope);
    this.#opened(space, seat);
    return true;
  }

  #opened({ appId, rest, storage }: DeviceSpace, seat: Seat): void {
    const me = seat.read('me', []) as Profile | undefined;
    // The session may have ended in this very moment.
    if (!me || this.#seat !== seat) return;
    this.#account = new TabAccount({ appId, rest, storage, seat, me: me.userId, scope: this.#scope });
    for (const handler of this.#openHandlers) handler();
  }

  /** Somebody else signs in here. The account stays signed in in its other tabs, if there are any. */
  async #leave({ appId, storage }: DeviceSpace): Promise<void> {
    const seat = this.#seat;
    if (!seat) return;
    const { isAlone } = seat;
    await seat.leave();
    if (isAlone) await new Sessions(storage, appId, this.#scope).remove();
    this.#forget();
  }

  async #logOut(options: LogoutOptions): Promise<void> {
    await this.#seat?.call('logout', [options], true);
  }

  async #close(): Promise<void> {
    await this.#seat?.leave();
    this.#seat = undefined;
    this.#account = undefined;
  }

  #ended(reason: SignedOutReason): void {
    this.#signedOut = { state: 'signedOut', reason };
    this.#forget();
  }

  #forget(): void {
    const { browserStorage, tabStorage } = this.#options.ports;
    for (const storage of [browserStorage, tabStorage]) {
      if (storage.getItem(this.#key) === this.#scope) storage.removeItem(this.#key);
    }
    this.#seat = undefined;
    this.#account = undefined;
  }

  /** Where the tab, and the browser for new tabs, remembers which account it is at. */
  get #key(): string {
    return `warbler.account.${this.#options.appId}`;
  }

  #signedIn(): Seat {
    if (!this.#seat) throw new ImError('notLoggedIn', { message: 'Nobody is signed in' });
    return this.#seat;
  }
}

function scopeOf(userId: UserId): string {
  return `user-${userId}`;
}
