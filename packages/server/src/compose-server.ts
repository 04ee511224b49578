import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AppId, UserNoticeType } from '@warbler/protocol';
import type { Logger } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { createAccounts } from './accounts/index.ts';
import { createApps, createLimitsOf } from './apps/index.ts';
import { andThen } from './awaitable.ts';
import { createBackends, ReplyWatch } from './backends/index.ts';
import { checkMayMessageWith } from './check-may-message.ts';
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster/index.ts';
import type { ServerConfig } from './config/index.ts';
import { createConsoleAdmins } from './console/index.ts';
import { CursorBook, createConversationStore, createPins } from './conversations/index.ts';
import { createOtherLogins } from './create-other-logins.ts';
import { createSending } from './create-sending.ts';
import { createUserErasure } from './create-user-erasure.ts';
import { createDeviceStore, createDevices } from './devices/index.ts';
import { createFiles, openFileStore } from './files/index.ts';
import {
  createDeviceSessions,
  createFanOut,
  createGateway,
  endSessionsOfApp,
  type Gateway,
  GroupAudiences,
  type Session,
  SessionChecks,
  SessionRegistry,
  serveRawWebSocket,
  serveSocketIo,
} from './gateway/index.ts';
import { createGroups } from './groups/index.ts';
import { createHttp } from './http/index.ts';
import { deviceNodesOf, joinCluster, membershipListener, openCaches, openCluster } from './join-cluster.ts';
import { listen } from './listen.ts';
import { createMessageLog } from './messages/index.ts';
import { trackSockets } from './open-sockets.ts';
import type { Storage } from './open-storage.ts';
import { createOperations } from './operations/index.ts';
import { createPushSettings } from './push/index.ts';
import { createPushSending } from './push-sending/index.ts';
import { askReceipts, createReceiptStore, type ReceiptQuestion } from './receipts/index.ts';
import { startRetention } from './retention/index.ts';
import { createRoster } from './roster/index.ts';
import { seedNewData } from './seed-new-data.ts';
import type { RunningServer, ServerPorts } from './server-ports.ts';
import { shareWork } from './share-work.ts';
import type { Metrics } from './stats/index.ts';
import { createTransientIdSource, openDatabase } from './storage/index.ts';

/** What a server is put together on. */
export interface Foundations {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly storage: Storage;
  /** Other servers may use it too, whether they hear each other or not. */
  readonly isStorageShared: boolean;
  readonly clock: Clock;
}

/**
 * Puts the server together on its storage, the composition root, and listens. What was opened here is closed again when
 * that fails.
 */
export async function composeServer(
  config: ServerConfig,
  ports: ServerPorts,
  foundations: Foundations,
): Promise<RunningServer> {
  const { logger, metrics, storage, isStorageShared, clock } = foundations;
  const cluster = openCluster({
    config,
    bus: ports.bus,
    isStorageShared,
    node: ports.node ?? storage.node,
    elapsed: () => clock.elapsed(),
    logger,
    metrics,
  });
  try {
    return await serve(config, ports, { ...foundations, cluster });
  } catch (error) {
    await cluster?.stop();
    throw error;
  }
}

interface ClusterFoundations extends Foundations {
  /** Absent for a server that is alone. */
  readonly cluster: Cluster | undefined;
}

async function serve(
  config: ServerConfig,
  ports: ServerPorts,
  foundations: ClusterFoundations,
): Promise<RunningServer> {
  const { logger, metrics, storage, isStorageShared, clock, cluster } = foundations;
  const { limits } = config;
  const now = () => clock.now();
  const elapsed = () => clock.elapsed();

  const node = ports.node ?? storage.node;
  const caches = openCaches(cluster, { elapsed, cacheMs: limits.cacheMs });
  const work = shareWork({ storage, isStorageShared, node, logger });
  const { onceInCluster } = work;
  const database = openDatabase(storage);
  const sessions = new SessionRegistry(cluster?.interest);
  const apps = createApps({
    database,
    clock,
    limits,
    caches,
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
    caches,
    onPasswordChanged: (change) => devices.passwordChanged(change),
    onProfileChanged: (user, change) => roster.profileChanged(user, change),
    onSettingsChanged: ({ userId }, notice) => deviceSessions.tell(userId, notice),
    onBanned: (user) => devices.shutOut(user, UserNoticeType.FROZEN),
    onDeleted(user) {
      devices.shutOut(user, UserNoticeType.REMOVED);
      return erasure.erase(user);
    },
  });
  const consoleAdmins = createConsoleAdmins({ database, clock, limits, caches });
  const log = createMessageLog(storage);
  const receipts = createReceiptStore(storage);
  const conversations = createConversationStore(storage);
  const groupAudiences = new GroupAudiences(sessions, cluster?.interest);
  const transientIds = createTransientIdSource(isStorageShared ? node : undefined);

  const deviceNodes = deviceNodesOf(cluster, node);
  const deviceSessions = createDeviceSessions({
    sessions,
    elsewhere: deviceNodes,
    tellElsewhere: cluster && ((user, about, frame) => cluster.publish({ kind: 'tell', user, about, frame })),
    transientIds,
    metrics,
    now,
  });
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
  const replies = new ReplyWatch(cluster?.interest);
  const fanOut = createFanOut({
    sessions,
    groups: groupAudiences,
    transientIds,
    metrics,
    limits,
    elapsed,
    elsewhere: cluster && ((news) => cluster.publish({ kind: 'news', ...news })),
  });
  const delivery = replies.watching(fanOut);
  const end = (session: Session, type: UserNoticeType) =>
    void deviceSessions.end(session.user, (other) => (other === session ? type : undefined));
  const checks = new SessionChecks({
    sessions,
    groups: groupAudiences,
    conversations,
    apps,
    accounts,
    devices,
    end,
    settle: () => cluster?.settle() ?? Promise.resolve(),
    behindMax: limits.firstUnread,
    elapsed,
    onProblem: (error) => logger.error({ err: error }, 'it could not be looked up what a session missed'),
  });
  const acceptsStrangers = (appId: AppId) => andThen(apps.find(appId), ({ settings }) => settings.acceptsStrangers);
  const roster = createRoster({
    database,
    storage,
    accounts,
    delivery,
    clock,
    limits,
    acceptsStrangers,
    caches,
  });
  const membership = membershipListener(cluster, groupAudiences, { sessions, checks });
  const groups = createGroups({ storage, delivery, membership, limitsOf, limits, now });

  const checkMayMessage = checkMayMessageWith({ accounts, roster, groups });
  const files = await createFiles({
    storage,
    store: openFileStore(config),
    apps,
    dataDir: config.dataDir,
    ffmpegPath: config.ffmpegPath,
    sharing: { node, ...work },
    limits,
    now,
    onProblem: (error) => logger.error({ err: error }, 'the file store needs a look'),
    onLack: (what) => logger.info(what),
    checkMayWrite: (appId, user, to) => checkMayMessage({ appId, user }, to),
  });

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
    onProblem: (error) =>
      logger.error({ err: error }, 'what a deleted user left could not be erased; it is tried again'),
  });
  const sending = createSending({
    storage,
    apps,
    groups,
    log,
    receipts,
    conversations,
    delivery,
    checkMayMessage,
    limits,
    now,
  });
  const cursors = new CursorBook(conversations);
  const gateway: Gateway = createGateway({
    accounts,
    log,
    conversations,
    cursors,
    devices,
    operations: sending,
    sessions,
    groups: groupAudiences,
    transientIds,
    elsewhere: deviceNodes,
    checks: cluster && checks,
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
    onceInCluster,
    onProblem: (error) => logger.error({ err: error }, 'a broadcast stopped; it goes on later'),
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
    holder: work.holder,
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
      operations: createOperations(sending),
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
    standing: () => ({ isDraining, bus: cluster?.state ?? 'none', nodeCount: (cluster?.others().length ?? 0) + 1 }),
  });
  const sockets = { server: http.server as Server, maxMessageBytes: limits.frameBytes * 2, accept: gateway.accept };
  const endSockets = trackSockets(sockets.server);
  const closeTransports = [serveRawWebSocket(sockets), serveSocketIo({ ...sockets, logger })];

  const retention = startRetention({
    storage,
    apps,
    limits,
    now,
    onceInCluster,
    onProblem: (error) => logger.error({ err: error }, 'old messages could not be removed'),
  });

  let isDraining = false;
  const stop = async () => {
    isDraining = true;
    // Only where there is somewhere to go.
    if (cluster !== undefined && cluster.others().length > 0) await gateway.drain();
    checks.stop();
    work.stop();
    erasure.stop();
    await backends.broadcasts.stop();
    await retention.stop();
    await pushSending.stop();
    await gateway.stop();
    await cluster?.stop();
    for (const close of closeTransports) close();
    const closed = http.close();
    // Calls in flight are answered; whoever is still there then (an upgrade under way, a slow caller) is cut.
    await Promise.race([closed, sleep(limits.stopMs / 4, undefined, { ref: false })]);
    endSockets();
    await closed;
    await files.stop();
  };
  joinCluster(cluster, {
    sessions,
    groups: groupAudiences,
    fanOut,
    replies,
    checks,
    caches,
    devices,
    apps,
    end,
    onProblem: (error) => logger.error({ err: error }, 'what another node said could not be done'),
  });
  try {
    await devices.start();
    const start = await seedNewData({ config, database, apps, accounts, consoleAdmins, roster });
    await backends.broadcasts.resume();
    const url = await listen(http, config);
    void erasure.resume();
    work.takeUp([backends.broadcasts.resume, erasure.resume]);
    return { url, port: Number(new URL(url).port), start, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
