import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AppId, ImError, isGroupId, UserNoticeType } from '@warbler/protocol';
import { type Logger, pino } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { createAccounts } from './accounts/index.ts';
import { createApps, createLimitsOf } from './apps/index.ts';
import { createBackends, ReplyWatch } from './backends/index.ts';
import { checkMayMessageWith } from './check-may-message.ts';
import { type Clock, systemClock } from './clock.ts';
import { type PartialConfig, resolveConfig, type ServerConfig } from './config/index.ts';
import { createConsoleAdmins } from './console/index.ts';
import { CursorBook, createConversationStore, createPins } from './conversations/index.ts';
import { createOtherLogins } from './create-other-logins.ts';
import { createDeviceStore, createDevices } from './devices/index.ts';
import { createErasure } from './erasure/index.ts';
import { createFiles, openFileStore } from './files/index.ts';
import {
  createDeviceSessions,
  createFanOut,
  createGateway,
  endSessionsOfApp,
  type Gateway,
  GroupAudiences,
  SessionRegistry,
  serveRawWebSocket,
  serveSocketIo,
} from './gateway/index.ts';
import { createGroups } from './groups/index.ts';
import { createHttp } from './http/index.ts';
import { createMessageLog, type SendingDependencies } from './messages/index.ts';
import { trackSockets } from './open-sockets.ts';
import { createOperations } from './operations/index.ts';
import type { Procedures } from './procedures.ts';
import { createPushSettings } from './push/index.ts';
import { createPushSending } from './push-sending/index.ts';
import { askReceipts, createReceiptStore, type ReceiptQuestion } from './receipts/index.ts';
import { startRetention } from './retention/index.ts';
import { createRoster } from './roster/index.ts';
import { type StartInfo, seedNewData } from './seed-new-data.ts';
import { startStorage } from './start-storage.ts';
import { createMetrics, type Metrics } from './stats/index.ts';
import {
  createMessageIdSource,
  openDatabase,
  type SqliteBinding,
  type StorageThread,
  TRANSIENT_NODE,
} from './storage/index.ts';

/** What tests and embedders may put in place of the real thing. */
export interface ServerPorts {
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly sqliteBinding?: SqliteBinding;
  /** Pages the database file may have; for tests of a full disk. */
  readonly maxDatabasePages?: number;
  /** The storage thread died. The server can't go on; the default ends the process so that a supervisor restarts it. */
  readonly onFatal?: (error: Error) => void;
}

/** A running cloud. */
export interface RunningServer {
  /** Where it listens, e.g. `http://127.0.0.1:4100`. */
  readonly url: string;
  readonly port: number;
  /** What a person needs to begin. */
  readonly start: StartInfo;
  /** Answers what is in flight, closes every connection and lets go of the data folder; within `limits.stopMs`. */
  stop(): Promise<void>;
}

/**
 * The whole cloud in this process: REST, sockets, storage, web page, on one port over one folder.
 *
 * @throws ImError `invalidParameter` for a bad setting, `dataFolderInUse` when another server has the folder,
 *   `portInUse` when the port is taken
 */
export async function createServer(partial: PartialConfig = {}, ports: ServerPorts = {}): Promise<RunningServer> {
  const config = resolveConfig(partial);
  const logger = ports.logger ?? pino({ level: config.logLevel }, pino.destination(2));
  const metrics = createMetrics();
  const storage = await openStorage(config, ports, { logger, metrics });
  try {
    return await serve(config, ports, { logger, metrics, storage });
  } catch (error) {
    await storage.stop();
    throw error;
  }
}

interface Foundations {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly storage: StorageThread<Procedures>;
}

async function openStorage(
  config: ServerConfig,
  { sqliteBinding, maxDatabasePages, onFatal = exitProcess }: ServerPorts,
  { logger, metrics }: Omit<Foundations, 'storage'>,
): Promise<StorageThread<Procedures>> {
  const storage = await startStorage(config, {
    ...(sqliteBinding === undefined ? {} : { sqliteBinding }),
    ...(maxDatabasePages === undefined ? {} : { maxDatabasePages }),
    onCommit: ({ size, durationMs }) => metrics.committed(size, durationMs),
    onLost(error) {
      logger.fatal({ err: error }, 'the storage thread died; nothing can be stored any more');
      onFatal(error);
    },
  });
  metrics.storageWaiting(() => storage.waitingCount);
  return storage;
}

async function serve(config: ServerConfig, ports: ServerPorts, foundations: Foundations): Promise<RunningServer> {
  const { logger, metrics, storage } = foundations;
  const { limits } = config;
  const clock = ports.clock ?? systemClock;
  const now = () => clock.now();
  const elapsed = () => clock.elapsed();

  const database = openDatabase(storage);
  const sessions = new SessionRegistry();
  const apps = createApps({
    database,
    clock,
    limits,
    onStatusChanged: (app) => endSessionsOfApp(sessions, app),
    onProblem: (error) => logger.warn({ err: error }, 'the use of an admin token could not be noted'),
  });
  const limitsOf = createLimitsOf(limits, apps.find);
  const accounts = createAccounts({
    database,
    storage,
    apps,
    clock,
    limits,
    onPasswordChanged: (change) => devices.passwordChanged(change),
    onProfileChanged: (user, change) => roster.profileChanged(user, change),
    onSettingsChanged: ({ userId }, notice) => deviceSessions.tell(userId, notice),
    onBanned: (user) => devices.shutOut(user, UserNoticeType.FROZEN),
    onDeleted(user) {
      devices.shutOut(user, UserNoticeType.REMOVED);
      return erasure.erase(user);
    },
  });
  const consoleAdmins = createConsoleAdmins({ database, clock, limits });
  const log = createMessageLog(storage);
  const receipts = createReceiptStore(storage);
  const conversations = createConversationStore(storage);
  const groupAudiences = new GroupAudiences(sessions);
  const transientIds = createMessageIdSource({ node: TRANSIENT_NODE });

  const deviceSessions = createDeviceSessions({ sessions, transientIds, metrics, now });
  const devices = createDevices({
    database,
    store: createDeviceStore(storage),
    sessions: deviceSessions,
    accounts,
    limits,
    limitsOf,
    now,
    onProblem: (error) => logger.error({ err: error }, 'what became of a device could not be stored'),
  });
  const replies = new ReplyWatch();
  const delivery = replies.watching(
    createFanOut({ sessions, groups: groupAudiences, transientIds, metrics, limits, elapsed }),
  );
  const acceptsStrangers = async (appId: AppId) => (await apps.find(appId)).settings.acceptsStrangers;
  const roster = createRoster({ database, storage, accounts, delivery, clock, limits, acceptsStrangers });
  const groups = createGroups({ storage, delivery, membership: groupAudiences, limitsOf, limits, now });

  const checkMayMessage = checkMayMessageWith({ accounts, roster, groups });
  const files = await createFiles({
    storage,
    store: openFileStore(config),
    apps,
    dataDir: config.dataDir,
    ffmpegPath: config.ffmpegPath,
    limits,
    now,
    onProblem: (error) => logger.error({ err: error }, 'the file store needs a look'),
    onLack: (what) => logger.info(what),
    checkMayWrite: (appId, user, to) => checkMayMessage({ appId, user }, to),
  });

  const otherLogins = createOtherLogins({ config, database, storage, apps, accounts, clock, logger, metrics });
  const erasure = createErasure({
    storage,
    parts: [
      groups.depart,
      roster.depart,
      devices.erase,
      ({ userId }) => conversations.erase(userId),
      otherLogins.erase,
      files.erase,
      ({ appId, userId: user }) => storage.call('accounts.erase', { appId, user }),
    ],
    onProblem: (error) =>
      logger.error({ err: error }, 'what a deleted user left could not be erased; it is tried again'),
  });
  const sending: SendingDependencies = {
    log,
    delivery,
    limits,
    now,
    checkMayMessage,
    mayModerate: async (who, to) => isGroupId(to) && (await groups.mayModerate(who, to)),
    appendToGroup: (meta) => storage.call('groups.append', { meta }),
  };
  const cursors = new CursorBook(conversations);
  const operations = {
    ...sending,
    limits,
    receipts,
    conversations,
    recallWindowMs: async (appId: AppId) => (await apps.find(appId)).settings.recallWindowMs ?? limits.recallWindowMs,
  };
  const gateway: Gateway = createGateway({
    accounts,
    log,
    conversations,
    cursors,
    devices,
    operations,
    sessions,
    groups: groupAudiences,
    transientIds,
    limits,
    limitsOf,
    now,
    elapsed,
    logger,
    metrics,
  });
  const receiptsOf = {
    list: (question: ReceiptQuestion) =>
      askReceipts(
        { receipts, limits, mayModerate: sending.mayModerate, flushCursors: () => cursors.flush() },
        question,
      ),
  };
  const backends = createBackends({
    storage,
    sending,
    delivery,
    log,
    replies,
    limits,
    now,
    transactionMs: limits.transactionMs,
    replyMs: limits.botReplyMs,
    requireUser: accounts.require,
    requireSender: accounts.requireActive,
    requireGroup: groups.require,
    onProblem: (error) => logger.error({ err: error }, 'a broadcast stopped; it goes on after the next start'),
  });
  const pins = createPins({
    store: conversations,
    requireUser: accounts.find,
    tell: deviceSessions.tell,
    pinnedMax: limits.pinnedConversations,
    now,
  });
  const pushSending = createPushSending({
    database,
    storage,
    senders: [],
    limits,
    now,
    onProblem: (error) => logger.error({ err: error }, 'a push could not be sent'),
  });
  const http = createHttp({
    useCases: {
      apps,
      accounts,
      consoleAdmins,
      roster,
      groups,
      files,
      messages: log,
      receipts: receiptsOf,
      conversations,
      operations: createOperations(operations),
      backends,
      pins,
      push: createPushSettings({ storage, tagsMax: limits.pushTagsPerUser, now }),
      devices,
      pushSending,
      ...otherLogins.useCases,
    },
    logger,
    registry: metrics.registry,
    limits,
    limitsOf,
    now,
    elapsed,
    version: packageJson.version,
    publicUrl: config.publicUrl,
    webRoot: config.webRoot,
  });
  const sockets = { server: http.server as Server, maxMessageBytes: limits.frameBytes * 2, accept: gateway.accept };
  const endSockets = trackSockets(sockets.server);
  const closeTransports = [serveRawWebSocket(sockets), serveSocketIo(sockets)];

  const retention = startRetention({
    storage,
    apps,
    limits,
    now,
    onProblem: (error) => logger.error({ err: error }, 'old messages could not be removed'),
  });

  const stop = async () => {
    erasure.stop();
    await backends.broadcasts.stop();
    await retention.stop();
    await gateway.stop();
    for (const close of closeTransports) close();
    const closed = http.close();
    // Calls in flight are answered; whoever is still there then (an upgrade under way, a slow caller) is cut.
    await Promise.race([closed, sleep(limits.stopMs / 4, undefined, { ref: false })]);
    endSockets();
    await closed;
    await files.stop();
  };
  try {
    const start = await seedNewData({ config, database, apps, accounts, consoleAdmins, roster });
    await backends.broadcasts.resume();
    const url = await listen(http, config);
    void erasure.resume();
    return {
      url,
      port: Number(new URL(url).port),
      start,
      async stop() {
        await stop();
        await storage.stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listen(http: ReturnType<typeof createHttp>, { host, port }: ServerConfig): Promise<string> {
  try {
    return await http.listen({ host, port });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw new ImError('portInUse', {
      message: `port ${port} on ${host} is in use; stop the other program or choose another --port`,
      cause,
    });
  }
}

function exitProcess(): void {
  process.exit(1);
}
