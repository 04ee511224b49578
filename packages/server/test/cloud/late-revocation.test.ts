import {
  Command,
  decodeProvision,
  encodeFrameOf,
  encodeProvision,
  parseAppId,
  readFrame,
  StatusCode,
} from '@warbler/protocol';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAccounts } from '../../src/accounts/index.ts';
import { createApps } from '../../src/apps/index.ts';
import { defaultConfig } from '../../src/config/index.ts';
import { CursorBook } from '../../src/conversations/index.ts';
import { createFanOut, createGateway, type Gateway, GroupAudiences, SessionRegistry } from '../../src/gateway/index.ts';
import { createMetrics } from '../../src/stats/index.ts';
import { createMessageIdSource, openDatabase, SqliteBinding } from '../../src/storage/index.ts';
import { openStores, type Stores } from '../suites/open-stores.ts';

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
  const apps = createApps({ database, clock });
  const onPasswordChanged: Parameters<typeof createAccounts>[0]['onPasswordChanged'] = (change) =>
    gateway.passwordChanged(change);
  const accounts = createAccounts({ database, apps, clock, limits, onPasswordChanged });
  const groups = new GroupAudiences(sessions);
  const delivery = createFanOut({ sessions, groups, transientIds, metrics, now: clock.now });
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
    devices: {
      async provision(input) {
        const device = await stores.devices.provision(input);
        await whileRegistering();
        return device;
      },
    },
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
    now: clock.now,
    logger: pino({ level: 'silent' }),
    metrics,
  });
  return { apps, accounts };
}

test('a password that changes while a device logs in with the old token leaves no session behind', async () => {
  const { apps, accounts } = await startGateway();
  const app = await apps.ensure({ appId: parseAppId('test'), name: 'test', isRegistrationOpen: true });
  const { userId } = await accounts.register(app, { username: 'victim', password: 'an old secret' });
  const name = { by: 'username', username: 'victim' } as const;
  const { token } = await accounts.logIn(app, { name, password: 'an old secret', address: 'here' });
  whileRegistering = () =>
    accounts.changePassword(
      { appId: app.appId, userId },
      { oldPassword: 'an old secret', newPassword: 'a new secret' },
    );

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
  expect(decodeProvision(readFrame(answer).payload).status?.code).toBe(StatusCode.INVALID_TOKEN);
  expect(sessions.of(userId)).toEqual([]);
});
