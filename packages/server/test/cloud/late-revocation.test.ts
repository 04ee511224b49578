import {
  Command,
  type DeviceSn,
  decodeProvision,
  encodeFrameOf,
  encodeProvision,
  parseAppId,
  readFrame,
  StatusCode,
  type UserId,
} from '@warbler/protocol';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAccounts, type UserRef } from '../../src/accounts/index.ts';
import { createApps, createLimitsOf } from '../../src/apps/index.ts';
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

beforeEach(async () => {
  stores = await openStores({ binding: SqliteBinding.betterSqlite3 });
});
afterEach(async () => {
  await gateway.stop();
  await stores.close();
});

async function startGateway() {
  const database = openDatabase(stores.thread);
  const clock = { now: Date.now };
  const { limits } = defaultConfig();
  const metrics = createMetrics();
  const transientIds = createMessageIdSource({ node: 31 });
  const apps = createApps({ database, clock, limits });
  const onPasswordChanged: Parameters<typeof createAccounts>[0]['onPasswordChanged'] = (change) =>
    devices.passwordChanged(change);
  const accounts = createAccounts({ database, apps, clock, limits, onPasswordChanged });
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
  const delivery = createFanOut({ sessions, groups, transientIds, metrics, limits, now: clock.now });
  const sending = {
    log: stores.log,
    delivery,
    limits,
    now: clock.now,
    checkMayMessage: () => Promise.resolve(),
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
    logger: pino({ level: 'silent' }),
    metrics,
  });
  return { apps, accounts, devices };
}

/** Registers a user who logs in on a socket, and revokes their tokens meanwhile. @returns how the login was answered */
async function logInDuring(
  revoke: (cloud: Awaited<ReturnType<typeof startGateway>>, owner: UserRef) => Promise<void>,
): Promise<{ readonly code: number | undefined; readonly userId: UserId }> {
  const cloud = await startGateway();
  const { apps, accounts } = cloud;
  const app = await apps.ensure({ appId: parseAppId('test'), name: 'test' });
  const { userId } = await accounts.register(app, { username: 'victim', password: PASSWORD });
  const name = { by: 'username', username: 'victim' } as const;
  const { token } = await accounts.logIn(app, { name, password: PASSWORD, address: 'here' });
  whileRegistering = () => revoke(cloud, { appId: app.appId, userId });

  const answer = await new Promise<Uint8Array>((resolve) => {
    const listener = gateway.accept({
      remoteAddress: 'here',
      transport: 'websocket',
      send: resolve,
      waitingBytes: () => 0,
      close: () => undefined,
      cut: () => undefined,
    });
    listener.onFrame(
      encodeFrameOf(Command.PROVISION, encodeProvision({ xid: { uid: userId }, token, deviceGuid: 'x' })),
    );
  });
  return { code: decodeProvision(readFrame(answer).payload).status?.code, userId };
}

const deviceSn = 1 as DeviceSn;

test.each<[string, Parameters<typeof logInDuring>[0]]>([
  [
    'a password changes',
    ({ accounts }, owner) => accounts.changePassword(owner, { oldPassword: PASSWORD, newPassword: 'a new secret' }),
  ],
  ['the device is kicked', ({ devices }, owner) => devices.kick(owner, { kind: 'device', deviceSn })],
  ['all devices are kicked', ({ devices }, owner) => devices.kick(owner, { kind: 'all' })],
  ['the device is removed', ({ devices }, owner) => devices.remove(owner, deviceSn)],
])('when %s while a device logs in with the old token, no session is left behind', async (_, revoke) => {
  const { code, userId } = await logInDuring(revoke);
  expect(code).toBe(StatusCode.INVALID_TOKEN);
  expect(sessions.of(userId)).toEqual([]);
});
