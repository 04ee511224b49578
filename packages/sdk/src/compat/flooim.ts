import { parseUserId } from '@warbler/protocol';
import type { FlooConfig, FlooLogLevel } from './config.ts';
import type { FlooHandler, FlooHandlers } from './event-bus.ts';
import type { CallParams } from './floo-rest.ts';
import { groupManage } from './group-manage.ts';
import { rosterManage } from './roster-manage.ts';
import { rtcManage } from './rtc-manage.ts';
import { type LogoutOptions, Session } from './session.ts';
import { sysManage } from './sys-manage.ts';
import { userManage } from './user-manage.ts';
import { World } from './world.ts';

/** The object that apps written for floo call everything on. */
export interface FlooIM extends Im {}

/** Such an object, and what its maker does with it. */
export interface MadeFlooIM {
  readonly im: FlooIM;
  /** Goes on with another configuration; handlers stay. */
  reconfigure(next: FlooConfig): void;
  /** Lets go of the connection, timers and storage. */
  close(): Promise<void>;
}

/**
 * Makes one such object, and begins: finds the servers and takes up who was signed in. Several can live in one page,
 * each with its own `deviceScope` and `webStore`; `flooim` gives the one that the page shares.
 * @throws ImError `invalidParameter` without `appid` or `dnsServer`.
 */
export function createFlooIM(config: FlooConfig): MadeFlooIM {
  const world = new World(config);
  const session = new Session(world);
  const im = imOf(world, session);
  session.start();
  return {
    im,
    reconfigure(next) {
      world.reconfigure(next);
      session.start();
    },
    close: () => world.client.close(),
  };
}

type Im = ReturnType<typeof imOf>;

function imOf(world: World, session: Session) {
  const on = (names: string | FlooHandlers, handler?: FlooHandler): void => world.bus.on(names, handler);
  return {
    userManage: userManage(world),
    rosterManage: rosterManage(world),
    groupManage: groupManage(world),
    sysManage: sysManage(world),
    rtcManage: rtcManage(world),
    /** The address of the REST API. */
    get baseUrl(): string {
      return world.ratel;
    },
    /** With a name, or a mobile number, and a password. Events tell the rest. */
    login: (credentials: CallParams): void => session.logIn('/token/user', credentials),
    /** With an id and a password, whatever the name says. */
    qrlogin: (credentials: CallParams): void => session.logIn('/token/id', credentials),
    /** As `qrlogin`. */
    idLogin: (credentials: CallParams): void => session.logIn('/token/id', credentials),
    /** With a token that was got elsewhere. */
    tokenLogin: (userId: number | string, token: string, publicKey = ''): void =>
      session.tokenLogin(parseUserId(Number(userId)), token, publicKey),
    /** Does nothing, and never did. */
    wxlogin: (): void => undefined,
    /** Ends the session. */
    logout: (options?: LogoutOptions): void => session.logout(options),
    /** Ends the sessions of the user's other web devices. */
    kickAllWeb: (): void => void session.kickAllWeb(),
    /** Forgets the user, with everything stored of him. */
    cleanup: (): void => void session.cleanup(),
    /** Whether somebody is signed in. */
    isLogin: (): boolean => session.isLoggedIn,
    /** Whether the servers are known. */
    isReady: (): boolean => session.isReady,
    /** Whether the app's configuration is there. */
    isAppInfoReady: (): boolean => session.isAppInfoReady,
    /** Calls a handler at an event, or at several, each with its own. */
    on,
    /** As `on`. */
    listen: on,
    /** Takes a handler off, or all of an event. */
    off: (names: string | FlooHandlers, handler?: FlooHandler): void => world.bus.off(names, handler),
    /** How much is logged to the console. */
    setLogLevel: (level: FlooLogLevel): void => world.setLogLevel(level),
    /** Until the next login or `flooim`. */
    disConnect: (): void => world.client.parts?.connection.stop(),
  };
}
