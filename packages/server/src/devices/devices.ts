import { type AppId, type DeviceSn, type UserId, UserNoticeType } from '@warbler/protocol';
import type { Accounts, PasswordChanged, UserRef } from '../accounts/index.ts';
import type { LimitsOf } from '../apps/index.ts';
import type { Limits } from '../config/index.ts';
import type { Database } from '../storage/index.ts';
import { DepartureBook } from './departure-book.ts';
import type { DeviceFacts, DeviceKey, DeviceSession } from './device.ts';
import { type DeviceNotice, type LogoutReason, loginNotice, logoutNotice } from './device-notices.ts';
import type { DeviceStore } from './device-store.ts';
import { type Device, listDevices } from './list-devices.ts';
import type { PushTarget } from './sql/bind-push.ts';
import type { ProvisionedDevice, ProvisionInput } from './sql/provision-device.ts';
import type { KickTarget, SignedOut } from './sql/sign-out-devices.ts';

/** The sessions that are open now. */
export interface DeviceSessions {
  /** The user's. */
  of(user: UserId): readonly DeviceSession[];
  /** Tokens of somebody were revoked: logins under way look again. */
  noteRevocation(): void;
  /** Ends those of the user's sessions that `why` names a notice for. @returns the ended ones */
  end(user: UserId, why: (session: DeviceSession) => UserNoticeType | undefined): readonly DeviceSession[];
  /** Tells the user's devices that are online, but for the one that it is about. */
  tell(user: UserId, notice: DeviceNotice, about?: DeviceSn): void;
}

/** A login on the socket, without what this capability knows by itself. */
export type DeviceLogin = Omit<ProvisionInput, 'nowMs' | 'quietMs' | 'backlog' | 'devicesMax' | 'online'>;

/** What devices need. */
interface DevicesOptions {
  readonly database: Database;
  readonly store: DeviceStore;
  readonly sessions: DeviceSessions;
  readonly accounts: Pick<Accounts, 'forget'>;
  readonly limits: Pick<Limits, 'deviceLoginQuietMs' | 'newDeviceBacklog' | 'revokedTokensPerUser'>;
  readonly limitsOf: LimitsOf<'devicesPerUser'>;
  readonly now: () => number;
  /** Something that nobody waits for failed. */
  readonly onProblem: (error: unknown) => void;
}

/** The devices of users: who logs in on what, and who is put out. */
export interface Devices {
  /** The user's devices, by serial number. */
  list(owner: UserRef): Promise<readonly Device[]>;
  /**
   * Finds the device's serial number, or registers the device. The user's other devices are told, unless it only
   * reconnected: also when its connection is gone by now, for the next time it would be a reconnect.
   */
  provision(login: DeviceLogin): Promise<ProvisionedDevice>;
  /** A session is over, whatever ended it. */
  left(appId: AppId, session: DeviceSession): void;
  /** Keeps when devices left. Called about once a second, and before the server stops. */
  flush(): Promise<void>;
  /**
   * Ends the sessions of devices with the tokens that they logged in with.
   *
   * @throws ImError `notFound` for a device that the user does not have, `rateLimited` past `revokedTokensPerUser`
   */
  kick(owner: UserRef, target: KickTarget): Promise<void>;
  /** Kicks a device and forgets it. @throws ImError as {@link Devices.kick} */
  remove(owner: UserRef, deviceSn: DeviceSn): Promise<void>;
  /** The password changed: ends the sessions whose tokens no longer count. */
  passwordChanged(change: PasswordChanged): Promise<void>;
  /** Whether one of the user's devices is online. */
  isOnline(owner: UserRef): boolean;
  /** Ends all sessions of a user who may do nothing any more; `why` says what they are told. */
  shutOut(owner: UserRef, why: UserNoticeType): void;
  /** Forgets the devices of a deleted user, in steps. */
  erase(owner: UserRef): Promise<void>;
  /** Pushes for the device go there from now on. @throws ImError `notFound` */
  bindPush(owner: UserRef, deviceSn: DeviceSn, target: PushTarget): Promise<void>;
  /** The device takes no pushes any more. */
  unbindPush(owner: UserRef, deviceSn: DeviceSn): Promise<void>;
}

/** Devices remembered per user, as a multiple of those that may be online at once. */
const REMEMBERED_PER_ONLINE = 5;

/**
 * No frame says that a user logs out. What native clients do is unbind their pushes and close (sdk-native.md, signOut),
 * so one within this time of the other is a logout. A connection that just ends is none: connections break all the time.
 */
const SIGN_OUT_MS = 60_000;

/** Opens the devices capability. */
export function createDevices(options: DevicesOptions): Devices {
  const { database, store, sessions, accounts, limits, limitsOf, now, onProblem } = options;
  const departures = new DepartureBook(store);
  /** When devices that are online unbound their pushes. */
  const unboundMs = new Map<string, number>();

  const isOnline = ({ user, deviceSn }: Pick<DeviceKey, 'user' | 'deviceSn'>) =>
    sessions.of(user).some((session) => session.deviceSn === deviceSn);

  const tellLogout = (user: UserId, device: DeviceFacts, reason: LogoutReason) =>
    sessions.tell(user, logoutNotice(device, reason), device.deviceSn);

  const end: DeviceSessions['end'] = (user, why) =>
    sessions.end(user, (session) => {
      const type = why(session);
      if (type !== undefined) unboundMs.delete(nameOf(user, session.deviceSn));
      return type;
    });

  /** From the moment on in which the store has it, nothing goes on with a token that was revoked. */
  const endSessions = (owner: UserRef, { tokenIds }: SignedOut, removed?: DeviceFacts) => {
    accounts.forget(owner);
    sessions.noteRevocation();
    const ended = end(owner.userId, ({ deviceSn, tokenId }) => {
      if (tokenIds !== 'all' && !tokenIds.includes(tokenId)) return undefined;
      return deviceSn === removed?.deviceSn ? UserNoticeType.DEVICE_REMOVED : UserNoticeType.KICKED_BY_OTHER_DEVICE;
    });
    for (const session of ended) {
      if (session.deviceSn !== removed?.deviceSn) tellLogout(owner.userId, session, 'kicked');
    }
    if (removed !== undefined) tellLogout(owner.userId, removed, 'removed');
  };

  const signOutInput = ({ appId, userId }: UserRef) => ({
    appId,
    user: userId,
    sessions: sessions.of(userId).map(({ deviceSn, tokenId, tokenExpiresAtMs }) => ({
      deviceSn,
      tokenId,
      tokenExpiresAtMs,
    })),
    nowMs: now(),
    revokedMax: limits.revokedTokensPerUser,
  });

  return {
    async list(owner) {
      const online = new Set(sessions.of(owner.userId).map(({ deviceSn }) => deviceSn));
      return listDevices(database, owner, { online, nowMs: now() });
    },

    async provision(login) {
      const { devicesPerUser } = await limitsOf(login.appId);
      const nowMs = now();
      // The store answers in the order of the calls: it is to know of a departure just before.
      departures.flush(isOnline).catch(onProblem);
      const device = await store.provision({
        ...login,
        nowMs,
        quietMs: limits.deviceLoginQuietMs,
        backlog: limits.newDeviceBacklog,
        devicesMax: devicesPerUser * REMEMBERED_PER_ONLINE,
        online: sessions.of(login.user).map(({ deviceSn }) => deviceSn),
      });
      const { deviceSn, isNew, isReconnect } = device;
      if (!isReconnect) {
        sessions.tell(login.user, loginNotice({ ...login, deviceSn }, { isNew, nowMs }), deviceSn);
      }
      return device;
    },

    left(appId, session) {
      const { user, deviceSn } = session;
      const leftAtMs = now();
      departures.note({ appId, user, deviceSn, leftAtMs });
      const unbound = unboundMs.get(nameOf(user, deviceSn));
      if (unbound === undefined) return;
      unboundMs.delete(nameOf(user, deviceSn));
      if (leftAtMs - unbound <= SIGN_OUT_MS) tellLogout(user, session, 'signed_out');
    },

    flush: () => departures.flush(isOnline),

    async kick(owner, target) {
      endSessions(owner, await store.signOut({ ...signOutInput(owner), target }));
    },

    async remove(owner, deviceSn) {
      const removed = await store.remove({ ...signOutInput(owner), deviceSn });
      endSessions(owner, removed, removed.device);
    },

    async passwordChanged({ appId, userId: user, keptTokenId }) {
      sessions.noteRevocation();
      const ended = end(user, ({ tokenId }) => (tokenId === keptTokenId ? undefined : UserNoticeType.PASSWORD_CHANGED));
      for (const session of ended) tellLogout(user, session, 'password_changed');
      // The password is changed already: whoever changed it is not to be told otherwise.
      await store.signOutOthers({ appId, user, keptTokenId }).catch(onProblem);
    },

    isOnline: ({ userId }) => sessions.of(userId).length > 0,

    shutOut({ userId: user }, why) {
      sessions.noteRevocation();
      end(user, () => why);
    },

    async erase({ appId, userId: user }) {
      while (await store.erase({ appId, user }));
    },

    async bindPush({ appId, userId: user }, deviceSn, target) {
      await store.bindPush({ appId, user, deviceSn, ...target });
      unboundMs.delete(nameOf(user, deviceSn));
    },

    async unbindPush({ appId, userId: user }, deviceSn) {
      const found = await store.unbindPush({ appId, user, deviceSn });
      if (found === undefined) return;
      const device = { ...found, user };
      const nowMs = now();
      const leftAtMs = departures.unsavedMs(device) ?? device.leftAtMs ?? 0;
      if (isOnline(device)) unboundMs.set(nameOf(user, deviceSn), nowMs);
      else if (nowMs - leftAtMs <= SIGN_OUT_MS) tellLogout(user, device, 'signed_out');
    },
  };
}

function nameOf(user: UserId, deviceSn: DeviceSn): string {
  return `${user}:${deviceSn}`;
}
