import { type AppId, type ConversationId, decodeMessageBody, ImError } from '@warbler/protocol';
import type { Lease, OnceInCluster } from '../cluster/index.ts';
import { checkBody, type Delivery, type MessageLimits } from '../messages/index.ts';
import type { ProcedureCaller } from '../storage/index.ts';
import { type MessageContent, systemBodyOf } from './backend-message.ts';
import type { backendProcedures } from './procedures.ts';
import type { Broadcast } from './sql/broadcast.ts';

/** What broadcasts need. */
export interface BroadcastOptions {
  readonly storage: ProcedureCaller<typeof backendProcedures>;
  readonly delivery: Delivery;
  readonly limits: MessageLimits & {
    /** Users that one step reaches; between two steps others have their turn. */
    readonly broadcastStep: number;
  };
  readonly now: () => number;
  /** One node carries out a broadcast. */
  readonly onceInCluster: OnceInCluster;
  readonly onProblem: (error: unknown) => void;
}

/** Messages to every user of an app, sent in the background. */
export interface Broadcasts {
  /** Begins one; it is carried out also when the server stops in between. @throws ImError `textTooLong` */
  start(appId: AppId, content: MessageContent): Promise<Broadcast>;
  /** How far one came. @throws ImError `notFound` */
  find(appId: AppId, id: number): Promise<Broadcast>;
  /** Goes on with what a stop or a crash left unfinished, of this node or another one. */
  resume(): Promise<void>;
  /** Stops after the step that is under way. */
  stop(): Promise<void>;
}

/** Users get a broadcast in their system conversation. */
const SYSTEM_CONVERSATION = 0 as ConversationId;

/** Opens the broadcasts of this server. */
export function createBroadcasts({
  storage,
  delivery,
  limits,
  now,
  onceInCluster,
  onProblem,
}: BroadcastOptions): Broadcasts {
  const waiting = new Set<number>();
  let work: Promise<void> = Promise.resolve();
  let isStopping = false;

  const run = async (id: number, lease: Lease) => {
    for (let isDone = false; !isDone && !isStopping && lease.isHeld; ) {
      const step = await storage.call('backends.stepBroadcast', { id, usersMax: limits.broadcastStep, nowMs: now() });
      for (const news of step.news) delivery.deliver(news);
      isDone = step.isDone;
    }
  };
  const enqueue = (id: number) => {
    if (waiting.has(id)) return;
    waiting.add(id);
    work = work
      .then(() => onceInCluster(`broadcast ${id}`, (lease) => run(id, lease)))
      .then(() => undefined)
      // What fails is taken up again later, by another node or at the next start: how far it came is stored.
      .catch(onProblem)
      .finally(() => waiting.delete(id));
  };

  return {
    async start(appId, content) {
      const payload = systemBodyOf(content, SYSTEM_CONVERSATION);
      checkBody(decodeMessageBody(payload), limits);
      const broadcast = await storage.call('backends.startBroadcast', { appId, payload, nowMs: now() });
      enqueue(broadcast.id);
      return broadcast;
    },
    async find(appId, id) {
      const broadcast = await storage.call('backends.findBroadcast', { appId, id });
      if (broadcast === undefined) throw new ImError('notFound', { message: `the app has no broadcast ${id}` });
      return broadcast;
    },
    async resume() {
      for (const { id } of await storage.call('backends.unfinishedBroadcasts', undefined)) enqueue(id);
    },
    async stop() {
      isStopping = true;
      await work;
    },
  };
}
