export * from './error-code.ts';
export * from './ids.ts';
export * from './im-error.ts';
export * from './message-id.ts';
export type { EncodeInput } from './wire/encode-input.ts';
export * from './wire/frame.ts';
export {
  decodeConversation,
  decodeConversationOperation,
  decodeConversationUnread,
  decodeFrame,
  decodeGroupNotice,
  decodeInfo,
  decodeMessageBody,
  decodeMessageOperation,
  decodeMeta,
  decodeNotice,
  decodeProvision,
  decodeRosterNotice,
  decodeRtcSignal,
  decodeStatus,
  decodeSyncDL,
  decodeSyncUL,
  decodeUnreadDL,
  decodeUnreadUL,
  decodeUserNotice,
  decodeXid,
} from './wire/generated/decoders.ts';
export {
  encodeConversation,
  encodeConversationOperation,
  encodeConversationUnread,
  encodeFrame,
  encodeGroupNotice,
  encodeInfo,
  encodeMessageBody,
  encodeMessageOperation,
  encodeMeta,
  encodeNotice,
  encodeProvision,
  encodeRosterNotice,
  encodeRtcSignal,
  encodeStatus,
  encodeSyncDL,
  encodeSyncUL,
  encodeUnreadDL,
  encodeUnreadUL,
  encodeUserNotice,
  encodeXid,
  type SyncDLInput,
} from './wire/generated/encoders.ts';
export * from './wire/generated/enums.ts';
export type * from './wire/generated/message-types.ts';
export * from './wire/message-status.ts';
export type { OpenEnum } from './wire/open-enum.ts';
export { utf8Length } from './wire/size.ts';
