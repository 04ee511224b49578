import type { Logger } from 'pino';
import type { Accounts } from '../accounts/index.ts';
import type { LimitsOf } from '../apps/index.ts';
import type { Limits } from '../config/index.ts';
import type { ConversationDependencies, ConversationStore, CursorBook } from '../conversations/index.ts';
import type { DeviceNodes, Devices } from '../devices/index.ts';
import type { MessageLog } from '../messages/index.ts';
import type { OperationDependencies } from '../receipts/index.ts';
import type { Metrics } from '../stats/index.ts';
import type { MessageIdSource } from '../storage/index.ts';
import { ClientConnection } from './client-connection.ts';
import { closeSpread } from './close-spread.ts';
import { type AcceptConnection, CloseReason, type Connection } from './connection.ts';
import type { GroupAudiences } from './group-audiences.ts';
import { SendRates } from './send-rates.ts';
import type { SessionChecks } from './session-checks.ts';
import type { SessionRegistry } from './session-registry.ts';

/** What the gateway needs: the use cases it calls, and its bounds. */
export interface GatewayDependencies {
  readonly accounts: Accounts;
  readonly log: MessageLog;
  readonly conversations: ConversationStore;
  readonly cursors: CursorBook;
  readonly devices: Pick<Devices, 'provision' | 'left' | 'flush'>;
  readonly operations: OperationDependencies & ConversationDependencies;
  readonly sessions: SessionRegistry;
  readonly groups: GroupAudiences;
  readonly transientIds: MessageIdSource;
  /** The other nodes; absent for the only one there is, as the next one is. */
  readonly elsewhere?: Pick<DeviceNodes, 'moved'>;
  /** Looks for what is lost on the way from them. */
  readonly checks?: SessionChecks | undefined;
  readonly limits: Limits;
  /** The bounds that an app may have of its own. */
  readonly limitsOf: LimitsOf<'devicesPerUser' | 'sendsPerSecond' | 'sendBurst'>;
  readonly now: () => number;
  /** Time that never jumps: see `Clock`. */
  readonly elapsed: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The session layer behind every transport. */
export interface Gateway {
  /** Takes a new connection of any transport. */
  readonly accept: AcceptConnection;
  /**
   * Takes no connection any more, and closes those that there are one after another within `limits.drainMs`, so that their
   * clients come to other nodes in no crowd.
   */
  drain(): Promise<void>;
  /** Closes every connection once what is in flight is answered, after `limits.stopMs` at the latest. */
  stop(): Promise<void>;
}

/** How often silence, late answers and unsaved cursors are looked at. */
const SWEEP_MS = 1000;

/** Starts the session layer. It decodes, authorises, calls one use case and encodes; it decides nothing itself. */
export function createGateway(dependencies: GatewayDependencies): Gateway {
  const { limits, logger, metrics, sessions, cursors, devices, elapsed } = dependencies;
  const connections = new Set<ClientConnection>();
  let isStopping = false;
  const rates = new SendRates();
  metrics.sessionCount(() => [...sessions.all()].length);

  const flush = () => cursors.flush().catch((error) => logger.error({ err: error }, 'cursors could not be saved'));
  const sweeper = setInterval(() => {
    const nowMs = elapsed();
    for (const connection of connections) connection.sweep(nowMs);
  }, SWEEP_MS);
  const flushAll = async () => {
    await Promise.all([
      flush(),
      devices.flush().catch((error) => logger.error({ err: error }, 'departures could not be saved')),
    ]);
  };
  const flusher = setInterval(flushAll, limits.cursorFlushMs);

  return {
    accept(connection: Connection) {
      if (isStopping) return refuse(connection, CloseReason.stopping, metrics);
      if (connections.size >= limits.maxConnections) return refuse(connection, CloseReason.serverFull, metrics);
      const client = new ClientConnection(dependencies, rates, connection);
      connections.add(client);
      metrics.connectionOpened(connection.transport);
      return {
        onFrame: (bytes) => client.onFrame(bytes),
        onClose() {
          if (!connections.delete(client)) return;
          metrics.connectionClosed(connection.transport);
          client.onClose();
          void flush();
        },
      };
    },
    async drain() {
      isStopping = true;
      await closeSpread(connections, limits.drainMs, elapsed);
    },
    async stop() {
      isStopping = true;
      clearInterval(sweeper);
      clearInterval(flusher);
      const answered = Promise.all([...connections].map((connection) => connection.whenIdle()));
      await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, limits.stopMs / 2).unref())]);
      for (const connection of connections) connection.close(CloseReason.stopping);
      await flushAll();
    },
  };
}

function refuse(connection: Connection, reason: CloseReason, metrics: Metrics): ReturnType<AcceptConnection> {
  metrics.connectionDropped(reason.text);
  connection.close(reason);
  return { onFrame: () => undefined, onClose: () => undefined };
}
