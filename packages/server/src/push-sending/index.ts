export { type CertificateChange, type PushCertificate, PushEnvironment } from './push-certificates.ts';
export { PUSH_CHANNELS, type PushChannel } from './push-channel.ts';
export {
  type Audience,
  DistributionStrategy,
  OS_PUSH_GROUPS,
} from './push-notification.ts';
export { createPushSending, type PushSending } from './push-sending.ts';
export type { PushTaskDetail } from './push-task.ts';
