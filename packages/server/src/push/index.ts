export {
  type AliasChange,
  createPushSettings,
  makePushToken,
  type PushSettings,
  requirePushText,
} from './push-settings.ts';
