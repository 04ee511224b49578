import { type AppId, ImError } from '@warbler/protocol';
import type { Limits } from '../config/index.ts';
import { type ClaimedWork, type OutboxStorage, startOutboxWorker, type WorkInput } from '../outbox/index.ts';
import type { Database, ProcedureCaller } from '../storage/index.ts';
import type { pushSendingProcedures } from './procedures.ts';
import {
  type CertificateChange,
  listCertificates,
  type PushCertificate,
  type PushEnvironment,
  removeCertificate,
  saveCertificate,
} from './push-certificates.ts';
import { PUSH_CHANNELS, type PushChannel } from './push-channel.ts';
import { channelsOf, channelsOfProviders, checkNotification, type PushNotification } from './push-notification.ts';
import {
  type ChannelState,
  type PushCounts,
  type PushSender,
  type PushTask,
  type PushTaskDetail,
  pushQueue,
} from './push-task.ts';
import type { PushTaskRef } from './sql/push-tasks.ts';

/** What the sending of pushes needs. */
interface PushSendingOptions {
  readonly database: Database;
  readonly storage: OutboxStorage & ProcedureCaller<typeof pushSendingProcedures>;
  /** Names this start of this node, for good. */
  readonly holder: string;
  readonly senders: readonly PushSender[];
  readonly limits: Pick<Limits, 'pushBytes' | 'pushCertificatesPerApp' | 'pushTasksPerApp'>;
  readonly now: () => number;
  /** Something that nobody waits for failed. */
  readonly onProblem: (error: unknown) => void;
}

/** Pushes by the server's API: what apps got from vendors, and what became of every push. */
export interface PushSending {
  /** The app's certificates, by name. */
  certificates(appId: AppId): Promise<readonly PushCertificate[]>;
  /** Stores a certificate, or changes the one with its name. @throws ImError `pushCertificateLimit` */
  saveCertificate(appId: AppId, change: CertificateChange): Promise<PushCertificate>;
  /** Forgets a certificate. @throws ImError `notFound` */
  removeCertificate(appId: AppId, name: string): Promise<void>;
  /** The certificate that clients of a vendor take: the one that was set last. @throws ImError `pushNotEnabled` */
  certificateFor(appId: AppId, provider: number, environment: PushEnvironment): Promise<PushCertificate>;
  /**
   * Takes a push: it is stored, and goes to the senders of its channels.
   *
   * @returns its id, the first one for a request id that was there before
   * @throws ImError `invalidParameter`, `pushAudienceTooLarge`, `pushNotEnabled` when the app can use none of its channels
   */
  notify(appId: AppId, notification: PushNotification): Promise<number>;
  /** What became of pushes; unknown ids give no row. */
  details(appId: AppId, taskIds: readonly number[]): Promise<readonly PushTaskDetail[]>;
  /** Takes up no push any more; resolves when those under way are sent. The others wait for other nodes, or the next start. */
  stop(): Promise<void>;
}

/** Pushes of a channel that a node sends at a time. */
const AT_ONCE = 16;

/** How often one is begun at most. */
const ATTEMPTS_MAX = 3;

/** Opens the sending of pushes. */
export function createPushSending(options: PushSendingOptions): PushSending {
  const { database, storage, limits, now, onProblem } = options;
  const senders = new Set<PushChannel>(options.senders.map(({ channel }) => channel));

  const send = async (sender: PushSender, { workId, holder, body, attempts }: ClaimedWork & WorkInput) => {
    const ref: PushTaskRef = JSON.parse(body);
    const notification = await storage.call('pushSending.find', ref);
    if (notification === undefined) {
      await storage.call('outbox.finish', { workId, holder });
      return;
    }
    const counts = await trySending(sender, { ...notification, ...ref }, attempts).catch((error) => {
      onProblem(error);
      return undefined;
    });
    await storage.call('pushSending.saveResult', {
      ...ref,
      workId,
      holder,
      channel: sender.channel,
      state: counts === undefined ? 'failed' : 'done',
      counts: counts ?? { target: 0, sent: 0, received: 0 },
    });
  };
  const workers = new Map(
    options.senders.map((sender) => [
      sender.channel,
      startOutboxWorker({
        storage,
        holder: options.holder,
        queue: pushQueue(sender.channel),
        atOnce: AT_ONCE,
        run: (work) => send(sender, work),
        onProblem,
      }),
    ]),
  );

  return {
    certificates: (appId) => listCertificates(database, appId),
    async saveCertificate(appId, change) {
      await saveCertificate(database, appId, { change, nowMs: now(), max: limits.pushCertificatesPerApp });
      const saved = (await listCertificates(database, appId)).find(({ name }) => name === change.name);
      if (saved === undefined) throw new ImError('notFound', { message: 'the certificate was removed meanwhile' });
      return saved;
    },
    removeCertificate: (appId, name) => removeCertificate(database, appId, name),

    async certificateFor(appId, provider, environment) {
      const [newest] = (await listCertificates(database, appId))
        .filter((candidate) => candidate.provider === provider && candidate.environment === environment)
        .sort((one, other) => other.updatedAtMs - one.updatedAtMs);
      if (newest === undefined) throw new ImError('pushNotEnabled');
      return newest;
    },

    async notify(appId, notification) {
      checkNotification(notification, limits.pushBytes);
      const asked = channelsOf(notification.setting);
      const enabled = channelsOfProviders((await listCertificates(database, appId)).map(({ provider }) => provider));
      if (senders.has('mxpush')) enabled.add('mxpush');
      if ([...asked].every((channel) => !enabled.has(channel))) throw new ImError('pushNotEnabled');
      const stateOf = (channel: PushChannel): ChannelState => {
        if (!asked.has(channel)) return 'not asked for';
        return enabled.has(channel) && senders.has(channel) ? 'waiting' : 'not configured';
      };
      const states = Object.fromEntries(PUSH_CHANNELS.map((channel) => [channel, stateOf(channel)]));
      const { taskId, isNew } = await storage.call('pushSending.store', {
        appId,
        requestId: notification.setting.request_id ?? '',
        notification: JSON.stringify(notification),
        states: states as Record<PushChannel, ChannelState>,
        nowMs: now(),
        keptMax: limits.pushTasksPerApp,
      });
      if (isNew) {
        for (const [channel, worker] of workers) if (states[channel] === 'waiting') worker.wake();
      }
      return taskId;
    },

    details: (appId, taskIds) => storage.call('pushSending.details', { appId, taskIds }),
    async stop() {
      await Promise.all([...workers.values()].map((worker) => worker.stop()));
    },
  };
}

async function trySending(sender: PushSender, task: PushTask, attempts: number): Promise<PushCounts> {
  // Sending it may be what they die of.
  if (attempts > ATTEMPTS_MAX)
    throw new Error(`push ${task.taskId}: ${ATTEMPTS_MAX} nodes did not come to an end with it`);
  return sender.send(task);
}
