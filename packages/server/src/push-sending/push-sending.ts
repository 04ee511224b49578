import { type AppId, ImError } from '@warbler/protocol';
import type { Limits } from '../config/index.ts';
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
import type { ChannelState, PushSender, PushTask, PushTaskDetail } from './push-task.ts';

/** What the sending of pushes needs. */
interface PushSendingOptions {
  readonly database: Database;
  readonly storage: ProcedureCaller<typeof pushSendingProcedures>;
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
}

/** Opens the sending of pushes. */
export function createPushSending(options: PushSendingOptions): PushSending {
  const { database, storage, limits, now, onProblem } = options;
  const senders = new Map<PushChannel, PushSender>(options.senders.map((sender) => [sender.channel, sender]));

  const send = async (sender: PushSender, task: PushTask) => {
    const { appId, taskId } = task;
    const result = { appId, taskId, channel: sender.channel };
    try {
      await storage.call('pushSending.saveResult', { ...result, state: 'done', counts: await sender.send(task) });
    } catch (error) {
      onProblem(error);
      const counts = { target: 0, sent: 0, received: 0 };
      await storage.call('pushSending.saveResult', { ...result, state: 'failed', counts });
    }
  };

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
        for (const sender of senders.values()) {
          if (states[sender.channel] === 'waiting') send(sender, { ...notification, appId, taskId }).catch(onProblem);
        }
      }
      return taskId;
    },

    details: (appId, taskIds) => storage.call('pushSending.details', { appId, taskIds }),
  };
}
