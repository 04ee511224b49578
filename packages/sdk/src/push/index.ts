/**
 * Settings of the user for pushes.
 * @module
 */
export { createPush } from './create-push.ts';
export type { Push, PushCertificate, PushProfile, PushProvider, QuietHours } from './push-api.ts';
