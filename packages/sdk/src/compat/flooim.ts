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

/** The object that apps written for floo call everything on, and what its maker does with it. */
export type FlooIM = ReturnType<typeof createFlooIM>;

/**
 * Makes one such object, and begins: finds the servers and takes up who was signed in. Several can live in one page,
 * each with its own `deviceScope` and `webStore`; `flooim` gives the one that the page shares.
 * @throws ImError `invalidParameter` without `appid` or `dnsServer`.
 */
export function createFlooIM(config: FlooConfig) {
  const world = new World(config);
  const session = new Session(world);
  const on = (names: string | FlooHandlers, handler?: FlooHandler): void => world.bus.on(names, handler);
  const im = {
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
    idLogin: (credentials: CallParams): void => session.logIn('/token/id', credentials),
    /** With a token that was got elsewhere. */
    tokenLogin: (userId: number | string, token: string, publicKey = ''): void =>
      session.tokenLogin(parseUserId(Number(userId)), token, publicKey),
    /** Does nothing, and never did. */
    wxlogin: (): void => undefined,
    logout: (options?: LogoutOptions): void => session.logout(options),
    kickAllWeb: (): void => void session.kickAllWeb(),
    cleanup: (): void => void session.cleanup(),
    isLogin: (): boolean => session.isLoggedIn,
    isReady: (): boolean => session.isReady,
    isAppInfoReady: (): boolean => session.isAppInfoReady,
    on,
    listen: on,
    off: (names: string | FlooHandlers, handler?: FlooHandler): void => world.bus.off(names, handler),
    setLogLevel: (level: FlooLogLevel): void => world.setLogLevel(level),
    /** Until the next login or `flooim`. */
    disConnect: (): void => world.client.parts?.connection.stop(),
  };
  session.start();
  return {
    im,
    /** Goes on with another configuration; handlers stay. */
    reconfigure(next: FlooConfig): void {
      world.reconfigure(next);
      session.start();
    },
    /** Lets go of the connection, timers and storage. */
    close: (): Promise<void> => world.client.close(),
  };
}
