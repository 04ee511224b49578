import {
  BodyType,
  Command,
  type DeviceSn,
  decodeProvision,
  encodeFrameOf,
  encodeMessageBody,
  encodeProvision,
  encodeSyncUL,
  MetaNamespace,
  parseAppId,
  parseMessageId,
  parseUserId,
  readFrame,
  StatusCode,
  type UserId,
  UserNoticeType,
} from '@warbler/protocol';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAccounts, type UserRef } from '../../src/accounts/index.ts';
import { AppStatus, createApps, createLimitsOf } from '../../src/apps/index.ts';
import { systemClock } from '../../src/clock.ts';
import { defaultConfig } from '../../src/config/index.ts';
import { CursorBook } from '../../src/conversations/index.ts';
import { createDevices } from '../../src/devices/index.ts';
import {
  createDeviceSessions,
  createFanOut,
  createGateway,
  type Gateway,
  GroupAudiences,
  SessionRegistry,
} from '../../src/gateway/index.ts';
import { createMetrics } from '../../src/stats/index.ts';
import { createMessageIdSource, openDatabase, SqliteBinding } from '../../src/storage/index.ts';
import { openStores, type Stores } from '../suites/open-stores.ts';

const PASSWORD = 'an old secret';

let stores: Stores;
let gateway: Gateway;
const sessions = new SessionRegistry();
/** Called when a device is being registered; the login waits for what it returns. */
let whileRegistering: () => Promise<void>;
/** Called when the rights of a sender are looked up; the send waits for what it returns. */
let whileAsking: () => Promise<void>;
/** How far the server's clock is ahead. */
let aheadMs: number;

beforeEach(async () => {
  whileRegistering = whileAsking = async () => undefined;
  aheadMs = 0;
  stores = await openStores({ binding: SqliteBinding.betterSqlite3 });
});
afterEach(async () => {
  await gateway.stop();
  await stores.close();
});

async function startGateway() {
  const database = openDatabase(stores.thread);
  const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
  const { limits } = defaultConfig();
  const metrics = createMetrics();
  const transientIds = createMessageIdSource({ node: 31 });
  const apps = createApps({ database, clock, limits });
  const onPasswordChanged: Parameters<typeof createAccounts>[0]['onPasswordChanged'] = (change) =>
    devices.passwordChanged(change);
  const onBanned = (user: UserRef) => devices.shutOut(user, UserNoticeType.FROZEN);
  const onDeleted = (user: UserRef) => devices.shutOut(user, UserNoticeType.REMOVED);
  const storage = stores.thread;
  const accounts = createAccounts({ database, storage, apps, clock, limits, onPasswordChanged, onBanned, onDeleted });
  const limitsOf = createLimitsOf(limits, apps.find);
  const devices = createDevices({
    database,
    store: {
      ...stores.devices,
      async provision(input) {
        const device = await stores.devices.provision(input);
        await whileRegistering();
        return device;
      },
    },
    sessions: createDeviceSessions({ sessions, transientIds, metrics, now: clock.now }),
    accounts,
    limits,
    limitsOf,
    now: clock.now,
    onProblem(error) {
      throw error;
    },
  });
  const groups = new GroupAudiences(sessions);
  const delivery = createFanOut({ sessions, groups, transientIds, metrics, limits, elapsed: clock.elapsed });
  const sending = {
    log: stores.log,
    delivery,
    limits,
    now: clock.now,
    checkMayMessage: () => whileAsking(),
    mayModerate: () => Promise.resolve(false),
    appendToGroup: () => Promise.reject(new Error('there are no groups here')),
  };
  gateway = createGateway({
    accounts,
    log: stores.log,
    conversations: stores.conversations,
    cursors: new CursorBook(stores.conversations),
    devices,
    operations: {
      ...sending,
      receipts: stores.receipts,
      conversations: stores.conversations,
      recallWindowMs: async () => 0,
    },
    sessions,
    groups,
    transientIds,
    limits,
    limitsOf,
    now: clock.now,
    elapsed: clock.elapsed,
    logger: pino({ level: 'silent' }),
    metrics,
  });
  return { apps, accounts, devices };
}

/** A new user with a token. */
async function register({ apps, accounts }: Awaited<ReturnType<typeof startGateway>>) {
  const app = await apps.ensure({ appId: parseAppId('test'), name: 'test' });
  const { userId } = await accounts.register(app, { username: 'victim', password: PASSWORD });
  const name = { by: 'username', username: 'victim' } as const;
  const { token } = await accounts.logIn(app, { name, password: PASSWORD, address: 'here' });
  return { owner: { appId: app.appId, userId }, token };
}

/** Opens a connection that hands its frames to `onFrame`. */
function connect(onFrame: (frame: Uint8Array) => void) {
  return gateway.accept({
    remoteAddress: 'here',
    transport: 'websocket',
    send: onFrame,
    waitingBytes: () => 0,
    close: () => undefined,
    cut: () => undefined,
  });
}

function provisionFrame(uid: UserId, token: string): Uint8Array {
  return encodeFrameOf(Command.PROVISION, encodeProvision({ xid: { uid }, token, deviceGuid: 'x' }));
}

/** Registers a user who logs in on a socket, and revokes their tokens meanwhile. @returns how the login was answered */
async function logInDuring(
  revoke: (cloud: Awaited<ReturnType<typeof startGateway>>, owner: UserRef) => Promise<void>,
): Promise<{ readonly code: number | undefined; readonly userId: UserId }> {
  const cloud = await startGateway();
  const { owner, token } = await register(cloud);
  whileRegistering = () => revoke(cloud, owner);

  const answer = await new Promise<Uint8Array>((resolve) => {
    connect(resolve).onFrame(provisionFrame(owner.userId, token));
  });
  return { code: decodeProvision(readFrame(answer).payload).status?.code, userId: owner.userId };
}

const deviceSn = 1 as DeviceSn;

test.each<[string, StatusCode, Parameters<typeof logInDuring>[0]]>([
  [
    'a password changes',
    StatusCode.INVALID_TOKEN,
    ({ accounts }, owner) => accounts.changePassword(owner, { oldPassword: PASSWORD, newPassword: 'a new secret' }),
  ],
  [
    'the device is kicked',
    StatusCode.INVALID_TOKEN,
    ({ devices }, owner) => devices.kick(owner, { kind: 'device', deviceSn }),
  ],
  ['all devices are kicked', StatusCode.INVALID_TOKEN, ({ devices }, owner) => devices.kick(owner, { kind: 'all' })],
  ['the device is removed', StatusCode.INVALID_TOKEN, ({ devices }, owner) => devices.remove(owner, deviceSn)],
  ['the user is banned', StatusCode.USER_FROZEN, ({ accounts }, { appId, userId }) => accounts.ban(appId, [userId])],
  ['the user is deleted', StatusCode.INVALID_TOKEN, ({ accounts }, owner) => accounts.delete(owner)],
  [
    'the app is frozen',
    StatusCode.APP_FROZEN,
    async ({ apps }, { appId }) => void (await apps.setStatus(appId, AppStatus.frozen)),
  ],
  [
    'the token expires',
    StatusCode.INVALID_TOKEN,
    async () => {
      aheadMs = defaultConfig().limits.tokenLifetimeMs;
    },
  ],
])('when %s while a device logs in with the old token, no session is left behind', async (_, status, revoke) => {
  const { code, userId } = await logInDuring(revoke);
  expect(code).toBe(status);
  expect(sessions.of(userId)).toEqual([]);
});

test('a message whose sender is banned while it is looked at is not stored', async () => {
  const cloud = await startGateway();
  const { owner, token } = await register(cloud);
  const { appId, userId } = owner;
  const frames: Uint8Array[] = [];
  const connection = connect((frame) => void frames.push(frame));
  connection.onFrame(provisionFrame(userId, token));
  await vi.waitFor(() => expect(sessions.of(userId)).toHaveLength(1));

  const peer = parseUserId(2);
  const payload = encodeMessageBody({ type: BodyType.CHAT, content: 'too late' });
  const meta = { id: 1, from: { uid: userId }, to: { uid: peer }, ns: MetaNamespace.MESSAGE, payload };
  const banned = new Promise<void>((resolve) => {
    whileAsking = async () => {
      await cloud.accounts.ban(appId, [userId]);
      resolve();
    };
  });
  connection.onFrame(encodeFrameOf(Command.SYNC, encodeSyncUL({ meta })));
  await banned;
  await gateway.stop();
  const { metas } = await stores.log.history({
    appId,
    user: userId,
    peer,
    before: parseMessageId(0),
    limit: 10,
    maxBytes: 1000,
  });
  expect(metas).toEqual([]);
  expect(sessions.of(userId)).toEqual([]);
});
