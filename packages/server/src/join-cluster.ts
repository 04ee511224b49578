import { type AppId, ImError, UserNoticeType } from '@warbler/protocol';
import type { Logger } from 'pino';
import { ACCOUNTS_CACHE } from './accounts/index.ts';
import { APPS_CACHE, type Apps } from './apps/index.ts';
import type { ReplyWatch } from './backends/index.ts';
import { type Caches, createCaches } from './cache/index.ts';
import {
  type Bus,
  type Cluster,
  type ClusterListener,
  createCluster,
  createNatsBus,
  MembershipChange,
  type MembershipPacket,
  slotOf,
} from './cluster/index.ts';
import type { ServerConfig } from './config/index.ts';
import { type DeviceNodes, type Devices, noOtherNodes } from './devices/index.ts';
import {
  endSessionsOfApp,
  type FanOut,
  type GroupAudiences,
  type Session,
  type SessionChecks,
  type SessionRegistry,
  sessionsBut,
} from './gateway/index.ts';
import type { MembershipListener } from './groups/index.ts';
import type { Metrics } from './stats/index.ts';

/** What a cluster is opened with. */
interface ClusterPorts {
  readonly config: ServerConfig;
  /** In the place of NATS. */
  readonly bus: Bus | undefined;
  /** Whether the storage is one that other servers may use as well. */
  readonly isStorageShared: boolean;
  readonly node: number;
  readonly elapsed: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Opens the way to the other nodes; undefined for a server that is alone. @throws ImError `invalidParameter` */
export function openCluster({ bus, ...ports }: ClusterPorts): Cluster | undefined {
  const { config, node, elapsed, logger, metrics } = ports;
  const chosen = bus ?? natsOf(ports);
  if (chosen === undefined) {
    if (node > 0)
      logger.warn({ node }, 'another server uses this database: without natsUrl they do not hear each other');
    return undefined;
  }
  return createCluster({
    bus: chosen,
    node,
    prefix: config.natsPrefix,
    elapsed,
    logger,
    registry: metrics.registry,
  });
}

function natsOf({ config, isStorageShared, node, logger }: Omit<ClusterPorts, 'bus'>): Bus | undefined {
  if (config.natsUrl === undefined) return undefined;
  if (!isStorageShared) {
    throw new ImError('invalidParameter', {
      message: 'natsUrl is for several servers with one store: set databaseUrl, or leave natsUrl out',
    });
  }
  return createNatsBus({
    url: config.natsUrl,
    user: config.natsUser,
    password: config.natsPassword,
    credentialsFile: config.natsCredentialsFile,
    tlsCaFile: config.natsTlsCaFile,
    tlsCertFile: config.natsTlsCertFile,
    tlsKeyFile: config.natsTlsKeyFile,
    name: `${config.natsPrefix} node ${node}`,
    onProblem: (error) => logger.warn({ err: error }, 'NATS has a problem'),
  });
}

/** While nothing can be heard of changes, what is remembered counts for a moment only, to spare the store the worst. */
const CACHE_MS_WHILE_CUT = 1000;

/** The caches of a node: they grow old where others change what they hold. */
export function openCaches(
  cluster: Cluster | undefined,
  { elapsed, cacheMs }: { readonly elapsed: () => number; readonly cacheMs: number },
): Caches {
  if (cluster === undefined) return createCaches();
  return createCaches({
    elapsed,
    lifetimeMs: () => (cluster.state === 'connected' ? cacheMs : Math.min(cacheMs, CACHE_MS_WHILE_CUT)),
    onForgotten: (cache, key) => cluster.tellAll('forget', { cache, key }),
  });
}

/** The other nodes, as devices know them. */
export function deviceNodesOf(cluster: Cluster | undefined, node: number): DeviceNodes {
  if (cluster === undefined) return noOtherNodes(node);
  return {
    node,
    others: cluster.others,
    revoke({ only, ...revocation }) {
      cluster.tellAll('revoke', only === undefined ? revocation : { ...revocation, only: [...only] });
    },
    moved: (to, { user, deviceSn, login }) => cluster.tellNode(to, 'moved', { user, deviceSn, login }),
    unbound: (to, { user, deviceSn, platform, deviceInfo, leftAtMs }) =>
      cluster.tellNode(to, 'unbound', { user, deviceSn, platform, deviceInfo, leftAtMs }),
  };
}

/** What hears the other nodes. */
interface ClusterParts {
  readonly sessions: SessionRegistry;
  readonly groups: GroupAudiences;
  readonly fanOut: FanOut;
  readonly replies: ReplyWatch;
  readonly checks: SessionChecks;
  readonly caches: Caches;
  readonly devices: Pick<Devices, 'revokedElsewhere' | 'unboundElsewhere'>;
  readonly apps: Pick<Apps, 'find'>;
  readonly end: (session: Session, why: UserNoticeType) => void;
  readonly onProblem: (error: unknown) => void;
}

/** Begins to do here what other nodes say, if there can be any. */
export function joinCluster(cluster: Cluster | undefined, parts: ClusterParts): void {
  if (cluster === undefined) return;
  const { sessions, groups, caches, devices, apps, end, onProblem } = parts;
  cluster.on('forget', ({ cache, key }) => {
    caches.forget(cache, key);
    if (cache === ACCOUNTS_CACHE) sessions.noteRevocation();
    if (cache !== APPS_CACHE) return;
    // Whatever has changed about the app: where it is not served any more, its sessions end.
    const endIfOver = async () => endSessionsOfApp(sessions, await apps.find(key as AppId));
    endIfOver().catch(onProblem);
  });
  cluster.on('revoke', (revocation) => devices.revokedElsewhere(revocation));
  cluster.on('unbound', (device) => devices.unboundElsewhere(device));
  cluster.on('moved', ({ user, deviceSn, login }) => {
    for (const session of [...sessions.of(user)]) {
      if (session.deviceSn === deviceSn && session.login < login) end(session, UserNoticeType.KICK_BY_SAME_DEVICE);
    }
  });
  cluster.start({ ...hearPackets(parts), ...noticeLosses(parts), onMembership: applyMembership(groups, parts) });
}

function hearPackets({ sessions, fanOut, replies }: ClusterParts): Pick<ClusterListener, 'onNews' | 'onTell'> {
  return {
    onNews(packet, place) {
      fanOut.deliverFromElsewhere(packet, (user) => place.kind === 'group' || slotOf(user) === place.slot);
      replies.seeFromElsewhere(packet);
    },
    onTell({ user, about, frame }) {
      for (const session of sessionsBut(sessions, user, about)) session.send(frame);
    },
  };
}

function noticeLosses({
  sessions,
  groups,
  caches,
  checks,
}: ClusterParts): Pick<ClusterListener, 'onStale' | 'onMissed'> {
  return {
    onStale(places) {
      const slots = new Set(places.flatMap((place) => (place.kind === 'slot' ? [place.slot] : [])));
      if (slots.size > 0) {
        for (const session of sessions.all()) if (slots.has(slotOf(session.user))) checks.everything(session);
      }
      for (const place of places) {
        if (place.kind !== 'group') continue;
        for (const session of groups.of(place.group, { isMessage: false })) checks.news(session);
      }
    },
    onMissed() {
      caches.clear();
      sessions.noteRevocation();
      checks.all();
    },
  };
}

/** Tells this node and the others of changes of groups that it makes. */
export function membershipListener(
  cluster: Cluster | undefined,
  groups: GroupAudiences,
  parts: Pick<ClusterParts, 'sessions' | 'checks'>,
): MembershipListener {
  if (cluster === undefined) return groups;
  const apply = applyMembership(groups, parts);
  const tell = (packet: Omit<MembershipPacket, 'kind'>) => {
    apply(packet);
    cluster.publish({ kind: 'membership', ...packet });
  };
  return {
    joined: (group, user) => tell({ group, user, change: MembershipChange.joined }),
    left: (group, user) => tell({ group, user, change: MembershipChange.left }),
    receptionChanged: (group, user, isBlocked) =>
      tell({ group, user, change: isBlocked ? MembershipChange.blocked : MembershipChange.unblocked }),
  };
}

function applyMembership(
  groups: GroupAudiences,
  { sessions, checks }: Pick<ClusterParts, 'sessions' | 'checks'>,
): (packet: Omit<MembershipPacket, 'kind'>) => void {
  return ({ group, user, change }) => {
    switch (change) {
      case MembershipChange.joined:
        groups.joined(group, user);
        // Until the group is heard here, what other nodes store for it is missed.
        for (const session of sessions.of(user)) checks.news(session);
        return;
      case MembershipChange.left:
        return groups.left(group, user);
      case MembershipChange.blocked:
      case MembershipChange.unblocked:
        return groups.receptionChanged(group, user, change === MembershipChange.blocked);
      default:
        // A newer version's; what came of it is found by the next check.
        change satisfies never;
    }
  };
}
