import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAppId, type UserId, UserNoticeType } from '@warbler/protocol';
import { movableClock } from '@warbler/test-kit';
import { databaseOfTests } from '@warbler/test-kit/postgres';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { pino } from 'pino';
import { type Accounts, createAccounts, type PasswordChanged, seedDemo } from '../../src/accounts/index.ts';
import { type App, type Apps, createApps, createLimitsOf } from '../../src/apps/index.ts';
import { createBackends, ReplyWatch } from '../../src/backends/index.ts';
import { checkMayMessageWith } from '../../src/check-may-message.ts';
import { createOnceInProcess } from '../../src/cluster/index.ts';
import { type Limits, type PartialConfig, resolveConfig } from '../../src/config/index.ts';
import { createConsoleAdmins } from '../../src/console/index.ts';
import { createConversationStore, createPins } from '../../src/conversations/index.ts';
import { createOtherLogins } from '../../src/create-other-logins.ts';
import { createSending } from '../../src/create-sending.ts';
import { createUserErasure } from '../../src/create-user-erasure.ts';
import { createDeviceStore, createDevices, type DeviceStore } from '../../src/devices/index.ts';
import { createFiles, type Files, openFileStore } from '../../src/files/index.ts';
import { createDeviceSessions, SessionRegistry } from '../../src/gateway/index.ts';
import { createGroups } from '../../src/groups/index.ts';
import { createHttp, type HttpOptions } from '../../src/http/index.ts';
import type { UseCases } from '../../src/http/use-cases.ts';
import { createMessageLog, type MessageLog } from '../../src/messages/index.ts';
import { openStorage } from '../../src/open-storage.ts';
import { createOperations } from '../../src/operations/index.ts';
import type { Procedures } from '../../src/procedures.ts';
import { createPushSettings } from '../../src/push/index.ts';
import { createPushSending } from '../../src/push-sending/index.ts';
import { askReceipts, createReceiptStore } from '../../src/receipts/index.ts';
import { createRoster, type Roster } from '../../src/roster/index.ts';
import { createMetrics } from '../../src/stats/index.ts';
import { createTransientIdSource, type Database, openDatabase, type StorageThread } from '../../src/storage/index.ts';

/** What came over the wire, as a test takes it: the expectations are its type. */
// biome-ignore lint/suspicious/noExplicitAny: a misspelt field fails the expectation that reads it
export type Loose = any;

/** What every call answers with, and how. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly code: number;
  readonly message: string | undefined;
  readonly data: Loose;
  readonly cursor: string | undefined;
  readonly msgIds: readonly number[] | undefined;
  readonly text: string;
}

/** A REST call as a test writes it. */
export interface RestCall {
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly token?: string | undefined;
  /** The demo app unless said otherwise; null leaves the header out. */
  readonly appId?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The real REST server over real storage in a folder of its own, with the demo's users. */
export interface TestHttp {
  readonly http: FastifyInstance;
  readonly useCases: UseCases;
  readonly app: App;
  readonly apps: Apps;
  readonly accounts: Accounts;
  readonly roster: Roster;
  readonly files: Files;
  /** Where everything is kept. */
  readonly folder: string;
  readonly database: Database;
  readonly storage: StorageThread<Procedures>;
  readonly devices: DeviceStore;
  readonly log: MessageLog;
  readonly ids: Readonly<Record<'alice' | 'bob' | 'carol', UserId>>;
  readonly passwordChanges: PasswordChanged[];
  /** The lines that were logged. */
  readonly logLines: string[];
  /** Where the bytes of files are. */
  readonly fileStore: ReturnType<typeof openFileStore>;
  /** Moves the server's clock. */
  passTime(ms: number): void;
  /** The server's time. */
  now(): number;
  call(line: string, call?: RestCall): Promise<Answer>;
  /** A new token of a user. */
  tokenOf(username: string, password?: string): Promise<string>;
  /** A new token of the console's `admin`. */
  consoleToken(): Promise<string>;
  stop(): Promise<void>;
}

/** Password of the demo's users here. */
export const PASSWORD = 'correct horse 1';

/** Password of the console's `admin` here. */
export const CONSOLE_PASSWORD = 'correct battery 2';

/** There are no sockets here: the log alone knows what was told. */
const NOBODY_ONLINE = { deliver: () => undefined, deliverTransient: () => undefined };
const NOBODY_LISTENS = { joined: () => undefined, left: () => undefined, receptionChanged: () => undefined };

/** Starts a server for tests. It listens only when a test asks it to. */
export async function createTestHttp(
  options: Partial<HttpOptions> = {},
  changedLimits: Partial<Limits> = {},
  changedConfig: Omit<PartialConfig, 'limits' | 'dataDir'> = {},
): Promise<TestHttp> {
  const folder = await mkdtemp(join(tmpdir(), 'warbler-http-'));
  const calm = { loginFailures: 1000, restBurstAddress: 1_000_000, restBurstToken: 1_000_000 };
  const changed = { ...changedConfig, limits: { ...calm, ...changedLimits } };
  const config = resolveConfig({ databaseUrl: await databaseOfTests(), ...changed, dataDir: folder });
  const { limits } = config;
  const storage = await openStorage(config);
  const logLines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void logLines.push(line) });
  const metrics = createMetrics();
  const clock = movableClock();
  const database = openDatabase(storage);
  const apps = createApps({ database, clock, limits });
  const limitsOf = createLimitsOf(limits, apps.find);
  const passwordChanges: PasswordChanged[] = [];
  const accounts = createAccounts({
    database,
    storage,
    apps,
    clock,
    limits,
    onPasswordChanged: (change) => void passwordChanges.push(change),
    onProfileChanged: (user, change) => roster.profileChanged(user, change),
    onSettingsChanged: ({ userId }, notice) => deviceSessions.tell(userId, notice),
    onBanned: (user) => devices.shutOut(user, UserNoticeType.FROZEN),
    onDeleted(user) {
      devices.shutOut(user, UserNoticeType.REMOVED);
      return erasure.erase(user);
    },
  });
  const roster = createRoster({
    database,
    storage,
    accounts,
    delivery: NOBODY_ONLINE,
    clock,
    limits,
    acceptsStrangers: async (appId) => (await apps.find(appId)).settings.acceptsStrangers,
  });
  const consoleAdmins = createConsoleAdmins({ database, clock, limits });
  await consoleAdmins.ensure({ username: 'admin', password: CONSOLE_PASSWORD });
  const log = createMessageLog(storage);
  const deviceStore = createDeviceStore(storage);
  const deviceSessions = createDeviceSessions({
    sessions: new SessionRegistry(),
    transientIds: createTransientIdSource(undefined),
    metrics,
    now: clock.now,
  });
  const devices = createDevices({
    database,
    store: deviceStore,
    sessions: deviceSessions,
    accounts,
    limits,
    limitsOf,
    now: clock.now,
    onProblem: (error) => logLines.push(String(error)),
  });
  const groups = createGroups({
    storage,
    delivery: NOBODY_ONLINE,
    membership: NOBODY_LISTENS,
    limitsOf,
    limits,
    now: clock.now,
  });
  const checkMayMessage = checkMayMessageWith({ accounts, roster, groups });
  const onceInCluster = createOnceInProcess();
  const fileStore = openFileStore(config);
  const files = await createFiles({
    storage,
    store: fileStore,
    apps,
    dataDir: folder,
    ffmpegPath: config.ffmpegPath,
    sharing: { node: 0, isAlone: true, onceInCluster },
    limits,
    now: clock.now,
    onProblem: (error) => logLines.push(String(error)),
    onLack: (what) => logLines.push(what),
    checkMayWrite: (appId, user, to) => checkMayMessage({ appId, user }, to),
  });
  const { app, users } = await seedDemo({ apps, accounts, introduce: roster.introduce, passwordFor: () => PASSWORD });
  const receipts = createReceiptStore(storage);
  const conversations = createConversationStore(storage);
  const otherLogins = createOtherLogins({ config, database, storage, apps, accounts, clock, logger, metrics });
  const erasure = createUserErasure({
    storage,
    groups,
    roster,
    devices,
    conversations,
    otherLogins,
    files,
    onceInCluster,
    onProblem: (error) => logLines.push(String(error)),
  });
  const sending = createSending({
    storage,
    apps,
    groups,
    log,
    receipts,
    conversations,
    delivery: NOBODY_ONLINE,
    checkMayMessage,
    limits,
    now: clock.now,
  });
  // No sockets, so no device acknowledges anything.
  const asking = { receipts, limits, mayModerate: sending.mayModerate, flushCursors: async () => undefined };
  const useCases: UseCases = {
    apps,
    accounts,
    consoleAdmins,
    roster,
    groups,
    files,
    messages: log,
    receipts: { list: (question) => askReceipts(asking, question) },
    conversations,
    operations: createOperations(sending),
    backends: createBackends({
      storage,
      sending,
      delivery: NOBODY_ONLINE,
      log,
      replies: new ReplyWatch(),
      limits,
      now: clock.now,
      onceInCluster,
      transactionMs: limits.transactionMs,
      replyMs: limits.botReplyMs,
      requireUser: accounts.require,
      requireSender: accounts.requireActive,
      requireGroup: groups.require,
      onProblem: (error) => logLines.push(String(error)),
    }),
    pins: createPins({
      store: conversations,
      requireUser: accounts.find,
      tell: deviceSessions.tell,
      pinnedMax: limits.pinnedConversations,
      now: clock.now,
    }),
    push: createPushSettings({ storage, tagsMax: limits.pushTagsPerUser, now: clock.now }),
    devices,
    ...otherLogins.useCases,
    pushSending: createPushSending({
      database,
      storage,
      holder: 'the test',
      senders: [],
      limits,
      now: clock.now,
      onProblem: (error) => logLines.push(String(error)),
    }),
  };
  const http = createHttp({
    useCases,
    logger,
    registry: metrics.registry,
    limits,
    limitsOf,
    now: clock.now,
    elapsed: clock.elapsed,
    version: '0.0.0-test',
    standing: () => ({ isDraining: false, bus: 'none', nodeCount: 1 }),
    ...options,
  });

  const call = async (line: string, { query, body, token, appId = 'demo', headers }: RestCall = {}) => {
    const [method, url] = line.split(' ') as [NonNullable<InjectOptions['method']>, string];
    const response = await http.inject({
      method,
      url,
      headers: {
        ...(appId === null ? {} : { app_id: appId }),
        ...(token === undefined ? {} : { 'access-token': token }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(query === undefined ? {} : { query: stringsOf(query) }),
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const isJson = String(response.headers['content-type']).startsWith('application/json');
    const { code, message, data, cursor, msg_ids: msgIds } = isJson ? response.json() : {};
    return {
      status: response.statusCode,
      headers: response.headers,
      code,
      message,
      data,
      cursor,
      msgIds,
      text: response.body,
    };
  };

  return {
    http,
    useCases,
    app,
    apps,
    accounts,
    roster,
    files,
    folder,
    database,
    storage,
    devices: deviceStore,
    log,
    ids: Object.fromEntries(users.map(({ username, userId }) => [username, userId])) as TestHttp['ids'],
    passwordChanges,
    logLines,
    fileStore,
    now: clock.now,
    passTime: clock.pass,
    call,
    async tokenOf(username, password = PASSWORD) {
      const { data, message } = await call('POST /token/user', { body: { name: username, password } });
      if (data === undefined) throw new Error(`${username} could not log in: ${message}`);
      return data.token;
    },
    async consoleToken() {
      const { token } = await consoleAdmins.logIn({ username: 'admin', password: CONSOLE_PASSWORD }, '127.0.0.1');
      return token;
    },
    async stop() {
      erasure.stop();
      await http.close();
      await files.stop();
      await storage.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Makes another app beside the demo. */
export function makeOtherApp({ apps }: TestHttp, isRegistrationOpen = true): Promise<App> {
  return apps.ensure({ appId: parseAppId('other'), name: 'Another app', settings: { isRegistrationOpen } });
}

function stringsOf(query: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
}
