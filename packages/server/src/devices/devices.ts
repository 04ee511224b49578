import { type AppId, type DeviceSn, type UserId, UserNoticeType } from '@warbler/protocol';
import type { Accounts, PasswordChanged, UserRef } from '../accounts/index.ts';
import type { LimitsOf } from '../apps/index.ts';
import type { Limits } from '../config/index.ts';
import type { Database } from '../storage/index.ts';
import { DepartureBook } from './departure-book.ts';
import type { DeviceFacts, DeviceKey, DeviceSession } from './device.ts';
import { type DeviceNotice, type LogoutReason, loginNotice, logoutNotice } from './device-notices.ts';
import type { DeviceStore } from './device-store.ts';
import { type Device, isOnlineAt, isStillAt, listDevices } from './list-devices.ts';
import { noticeFor, type Revocation } from './revocation.ts';
import type { PushTarget } from './sql/bind-push.ts';
import type { ProvisionedDevice, ProvisionInput } from './sql/provision-device.ts';
import type { KickTarget, SignedOut } from './sql/sign-out-devices.ts';

/** The sessions that are open now, at this node where nothing else is said. */
export interface DeviceSessions {
  /** The user's. */
  of(user: UserId): readonly DeviceSession[];
  /** Tokens of somebody were revoked: logins under way look again. */
  noteRevocation(): void;
  /** Ends those of the user's sessions that `why` names a notice for. @returns the ended ones */
  end(user: UserId, why: (session: DeviceSession) => UserNoticeType | undefined): readonly DeviceSession[];
  /** Tells the user's devices that are online, at any node, but for the one that it is about. */
  tell(user: UserId, notice: DeviceNotice, about?: DeviceSn): void;
  /** The other nodes, in a cluster. */
  readonly elsewhere: DeviceNodes;
}

/** A device that is online at another node takes no pushes any more. */
export interface UnboundDevice extends DeviceFacts {
  readonly user: UserId;
  /** When it left, as the store knew it. */
  readonly leftAtMs: number | null;
}

/** The other nodes of a cluster, as devices see them. */
export interface DeviceNodes {
  /** The number of this node. */
  readonly node: number;
  /** The numbers of the others that are there. */
  others(): readonly number[];
  /** Ends sessions there as here. */
  revoke(revocation: Revocation): void;
  /** The device has logged in here: an older session of it there ends. */
  moved(node: number, device: Pick<DeviceSession, 'user' | 'deviceSn' | 'login'>): void;
  /** See {@link UnboundDevice}. */
  unbound(node: number, device: UnboundDevice): void;
}

/** The only node there is. */
export function noOtherNodes(node = 0): DeviceNodes {
  const nobody = () => undefined;
  return { node, others: () => [], revoke: nobody, moved: nobody, unbound: nobody };
}

/** A login on the socket, without what this capability knows by itself. */
export type DeviceLogin = Omit<
  ProvisionInput,
  'nowMs' | 'quietMs' | 'backlog' | 'devicesMax' | 'online' | 'node' | 'otherNodes'
>;

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
  /** Whether one of the user's devices is online, at any node. */
  isOnline(owner: UserRef): Promise<boolean>;
  /** Ends all sessions of a user who may do nothing any more; `why` says what they are told. */
  shutOut(owner: UserRef, why: UserNoticeType): void;
  /** Forgets the devices of a deleted user, in steps. */
  erase(owner: UserRef): Promise<void>;
  /** Pushes for the device go there from now on. @throws ImError `notFound` */
  bindPush(owner: UserRef, deviceSn: DeviceSn, target: PushTarget): Promise<void>;
  /** The device takes no pushes any more. */
  unbindPush(owner: UserRef, deviceSn: DeviceSn): Promise<void>;
  /** Another node ended sessions: ends those of this node. */
  revokedElsewhere(revocation: Revocation): void;
  /** Another node unbound a device that is online here, as it thinks. */
  unboundElsewhere(device: UnboundDevice): void;
  /** Whether a session's device is still online by this login of it, as the store knows. */
  stateOf(owner: UserRef, session: DeviceSession): Promise<'here' | 'moved' | 'removed'>;
  /** Nobody is online at this node, which has just started. */
  start(): Promise<void>;
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

  /** From here on nothing goes on at this node with a token that was revoked. */
  const endHere = (revocation: Revocation) => {
    const { user, logout, removedSn } = revocation;
    sessions.noteRevocation();
    const ended = sessions.end(user, (session) => {
      const type = noticeFor(revocation, session);
      if (type !== undefined) unboundMs.delete(nameOf(user, session.deviceSn));
      return type;
    });
    if (logout === undefined) return;
    for (const session of ended) if (session.deviceSn !== removedSn) tellLogout(user, session, logout);
  };
  const revoke = (revocation: Revocation) => {
    endHere(revocation);
    sessions.elsewhere.revoke(revocation);
  };
  /** What was revoked by a kick. */
  const kicked = ({ appId, userId: user }: UserRef, { tokenIds }: SignedOut): Revocation => ({
    appId,
    user,
    ...(tokenIds === 'all' ? {} : { only: tokenIds }),
    why: UserNoticeType.KICKED_BY_OTHER_DEVICE,
    logout: 'kicked',
  });
  const unboundHere = (device: UnboundDevice) => {
    const { user, deviceSn } = device;
    const nowMs = now();
    const leftAtMs = departures.unsavedMs(device) ?? device.leftAtMs ?? 0;
    if (isOnline(device)) unboundMs.set(nameOf(user, deviceSn), nowMs);
    else if (nowMs - leftAtMs <= SIGN_OUT_MS) tellLogout(user, device, 'signed_out');
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
      return listDevices(database, owner, { online, otherNodes: sessions.elsewhere.others(), nowMs: now() });
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
        node: sessions.elsewhere.node,
        otherNodes: sessions.elsewhere.others(),
      });
      const { deviceSn, isNew, isReconnect } = device;
      if (!isReconnect) {
        sessions.tell(login.user, loginNotice({ ...login, deviceSn }, { isNew, nowMs }), deviceSn);
      }
      return device;
    },

    left(appId, session) {
      const { user, deviceSn, login } = session;
      const leftAtMs = now();
      departures.note({ appId, user, deviceSn, leftAtMs, login });
      const unbound = unboundMs.get(nameOf(user, deviceSn));
      if (unbound === undefined) return;
      unboundMs.delete(nameOf(user, deviceSn));
      if (leftAtMs - unbound <= SIGN_OUT_MS) tellLogout(user, session, 'signed_out');
    },

    flush: () => departures.flush(isOnline),

    async kick(owner, target) {
      const signedOut = await store.signOut({ ...signOutInput(owner), target });
      accounts.forget(owner);
      revoke(kicked(owner, signedOut));
    },

    async remove(owner, deviceSn) {
      const removed = await store.remove({ ...signOutInput(owner), deviceSn });
      accounts.forget(owner);
      revoke({ ...kicked(owner, removed), removedSn: deviceSn });
      tellLogout(owner.userId, removed.device, 'removed');
    },

    async passwordChanged({ appId, userId: user, keptTokenId }) {
      revoke({
        appId,
        user,
        ...(keptTokenId === undefined ? {} : { except: keptTokenId }),
        why: UserNoticeType.PASSWORD_CHANGED,
        logout: 'password_changed',
      });
      // The password is changed already: whoever changed it is not to be told otherwise.
      await store.signOutOthers({ appId, user, keptTokenId }).catch(onProblem);
    },

    async isOnline(owner) {
      return sessions.of(owner.userId).length > 0 || isOnlineAt(database, owner, sessions.elsewhere.others());
    },

    shutOut: ({ appId, userId: user }, why) => revoke({ appId, user, why }),

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
      const { platform, deviceInfo, leftAtMs = null } = found;
      const device = { user, deviceSn, platform, deviceInfo, leftAtMs };
      const { elsewhere } = sessions;
      if (found.onlineNode === undefined || !elsewhere.others().includes(found.onlineNode)) unboundHere(device);
      else elsewhere.unbound(found.onlineNode, device);
    },

    revokedElsewhere: endHere,
    unboundElsewhere: unboundHere,
    stateOf: (owner, session) => isStillAt(database, owner, session),
    start: () => store.clearNode(sessions.elsewhere.node),
  };
}

function nameOf(user: UserId, deviceSn: DeviceSn): string {
  return `${user}:${deviceSn}`;
}
