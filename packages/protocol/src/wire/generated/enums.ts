// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

/**
 * Version of the protocol.
 * Source: xsync.proto, `Frame.VSN`.
 */
export const Vsn = {
  XSYNC_V1: 0,
  XSYNC_V2: 1,
} as const;

/** A value of {@link Vsn}. */
export type Vsn = (typeof Vsn)[keyof typeof Vsn];

/**
 * How a frame's payload is compressed.
 * Source: xsync.proto, `Frame.CompressMethod`.
 */
export const CompressMethod = {
  NONE: 0,
  ZLIB: 1,
} as const;

/** A value of {@link CompressMethod}. */
export type CompressMethod = (typeof CompressMethod)[keyof typeof CompressMethod];

/**
 * What a frame asks or tells, and so what its payload is.
 * Source: xsync.proto, `Frame.Command`.
 */
export const Command = {
  UNREAD: 0,
  SYNC: 1,
  NOTICE: 2,
  PROVISION: 3,
} as const;

/** A value of {@link Command}. */
export type Command = (typeof Command)[keyof typeof Command];

/**
 * How a frame's payload is encrypted.
 * Source: xsync.proto, `Frame.EncryptMethod`.
 */
export const EncryptMethod = {
  ENCRYPT_NONE: 0,
  AES_CBC_128: 1,
  AES_CBC_256: 2,
  CUSTOM: 3,
} as const;

/** A value of {@link EncryptMethod}. */
export type EncryptMethod = (typeof EncryptMethod)[keyof typeof EncryptMethod];

/**
 * How a request on the socket went.
 * Source: xsync.proto, `Status.ErrorCode`.
 */
export const StatusCode = {
  UNKNOWN: 0,
  OK: 1,
  FAIL: 2,
  UNKNOWN_COMMAND: 3,
  PB_PARSER_ERROR: 4,
  DECRYPT_FAILURE: 5,
  PUBLIC_KEY_CHANGED: 6,
  INVALID_TOKEN: 7,
  INVALID_PARAMETER: 8,
  UNAUTHORIZED: 9,
  USER_FROZEN: 10,
  USER_BANNED: 11,
  WORD_CENSORED: 12,
  TOO_MANY_DEVICES: 13,
  ENCRYPT_METHOD_UNSUPPORTED: 14,
  DEVICE_GUID_CONFLICT: 15,
  CHECK_SUM_FAILURE: 16,
  INVALID_LICENSE: 17,
  LICENSE_LIMIT: 18,
  APP_FROZEN: 19,
  RATE_LIMIT_EXCEEDED: 20,
} as const;

/** A value of {@link StatusCode}. */
export type StatusCode = (typeof StatusCode)[keyof typeof StatusCode];

/**
 * The system a device runs.
 * Source: xsync.proto, `Provision.OsType`.
 */
export const OsType = {
  UNKNOWN: 0,
  IOS: 1,
  ANDR: 2,
  WIN: 3,
  OSX: 4,
  LINUX: 5,
  WEB: 6,
} as const;

/** A value of {@link OsType}. */
export type OsType = (typeof OsType)[keyof typeof OsType];

/**
 * Whether a conversation is with a user or a group.
 * Source: xsync.proto, `ConversationUnread.ConvType`.
 */
export const ConversationType = {
  UNKNOWN: 0,
  CHAT: 1,
  GROUPCHAT: 2,
} as const;

/** A value of {@link ConversationType}. */
export type ConversationType = (typeof ConversationType)[keyof typeof ConversationType];

/**
 * What a meta's payload is.
 * Source: xsync.proto, `Meta.NameSpace`.
 */
export const MetaNamespace = {
  UNKNOWN: 0,
  MESSAGE: 1,
  GROUP_NOTICE: 2,
  ROSTER_NOTICE: 3,
  USER_NOTICE: 4,
  INFO: 5,
  CONVERSATION: 6,
  PUSH: 7,
  RTC_SIGNAL: 8,
} as const;

/** A value of {@link MetaNamespace}. */
export type MetaNamespace = (typeof MetaNamespace)[keyof typeof MetaNamespace];

/**
 * What an operation does to messages.
 * Source: xsync.proto, `MessageOperation.OpType`.
 */
export const OperationType = {
  UNKNOWN: 0,
  READ_ACK: 1,
  READ_ALL: 2,
  READ_CANCEL: 3,
  DELIVER_ACK: 4,
  RECALL: 5,
  DELETE: 6,
  PLAY_ACK: 7,
  APPEND: 8,
  REPLACE: 9,
} as const;

/** A value of {@link OperationType}. */
export type OperationType = (typeof OperationType)[keyof typeof OperationType];

/**
 * Whether a body is a message, and between whom, or an operation.
 * Source: xsync.proto, `MessageBody.Type`.
 */
export const BodyType = {
  NORMAL: 0,
  OPER: 1,
  CHAT: 2,
  GROUPCHAT: 3,
} as const;

/** A value of {@link BodyType}. */
export type BodyType = (typeof BodyType)[keyof typeof BodyType];

/**
 * What a message contains.
 * Source: xsync.proto, `MessageBody.ContentType`.
 */
export const ContentType = {
  TEXT: 0,
  IMAGE: 1,
  AUDIO: 2,
  VIDEO: 3,
  FILE: 4,
  LOCATION: 5,
  COMMAND: 6,
  FORWARD: 7,
  RTC: 8,
} as const;

/** A value of {@link ContentType}. */
export type ContentType = (typeof ContentType)[keyof typeof ContentType];

/**
 * How hard the server tries to deliver a message.
 * Source: xsync.proto, `MessageBody.QoS`.
 */
export const Qos = {
  AT_LEAST_ONCE: 0,
  AT_MOST_ONCE: 1,
  EXACTLY_ONCE: 2,
} as const;

/** A value of {@link Qos}. */
export type Qos = (typeof Qos)[keyof typeof Qos];

/**
 * How far a message got.
 * Source: xsync.proto, `MessageBody.Status`.
 */
export const MessageStatus = {
  UNREAD: 0,
  DELIVERED: 1,
  READ: 2,
} as const;

/** A value of {@link MessageStatus}. */
export type MessageStatus = (typeof MessageStatus)[keyof typeof MessageStatus];

/**
 * What happened in a group.
 * Source: xsync.proto, `GroupNotice.Type`.
 */
export const GroupNoticeType = {
  UNKNOWN: 0,
  PRESENCE: 1,
  ABSENCE: 2,
  CREATED: 3,
  DESTROYED: 4,
  JOINED: 5,
  LEAVED: 6,
  APPLYED: 7,
  APPLY_ACCEPTED: 8,
  APPLY_DECLINED: 9,
  INVITED: 10,
  INVITE_ACCEPTED: 11,
  INVITE_DECLINED: 12,
  KICKED: 13,
  BLOCKED: 14,
  UNBLOCKED: 15,
  OWNER_ASSIGNED: 16,
  ADMIN_GRANTED: 17,
  ADMIN_REVOKED: 18,
  MUTED: 19,
  UNMUTED: 20,
  BANNED: 21,
  UNBANNED: 22,
  INFO_UPDATED: 23,
  ANNOUNCEMENT_UPDATED: 24,
  MESSAGE_SETTING: 25,
  FILE_UPLOADED: 26,
  FILE_DELETED: 27,
  FILE_UPDATED: 28,
} as const;

/** A value of {@link GroupNoticeType}. */
export type GroupNoticeType = (typeof GroupNoticeType)[keyof typeof GroupNoticeType];

/**
 * What happened in a roster.
 * Source: xsync.proto, `RosterNotice.Type`.
 */
export const RosterNoticeType = {
  UNKNOWN: 0,
  ADDED: 1,
  REMOVED: 2,
  ACCEPTED: 3,
  DECLINED: 4,
  BLOCKED: 5,
  UNBLOCKED: 6,
  APPLIED: 7,
  INFO_UPDATED: 8,
  MUTED: 9,
  UNMUTED: 10,
} as const;

/** A value of {@link RosterNoticeType}. */
export type RosterNoticeType = (typeof RosterNoticeType)[keyof typeof RosterNoticeType];

/**
 * What happened to an account or its devices.
 * Source: xsync.proto, `UserNotice.Type`.
 */
export const UserNoticeType = {
  UNKNOWN: 0,
  PASSWORD_CHANGED: 1,
  FROZEN: 2,
  REMOVED: 3,
  KICK_BY_SAME_DEVICE: 4,
  KICKED_BY_OTHER_DEVICE: 5,
  INFO_UPDATED: 6,
  DEVICE_LOGIN: 7,
  DEVICE_LOGOUT: 8,
  DEVICE_ADDED: 9,
  DEVICE_REMOVED: 10,
  CLUSTER_CHANGED: 11,
  DNS_UPDATE: 12,
  TRAFFIC_LIMIT_EXCEEDED: 13,
} as const;

/** A value of {@link UserNoticeType}. */
export type UserNoticeType = (typeof UserNoticeType)[keyof typeof UserNoticeType];

/**
 * What the payload of a CONVERSATION meta is.
 * Source: xsync.proto, `Conversation.Type`.
 */
export const ConversationBodyType = {
  UNKNOWN: 0,
  OPER: 1,
} as const;

/** A value of {@link ConversationBodyType}. */
export type ConversationBodyType = (typeof ConversationBodyType)[keyof typeof ConversationBodyType];

/**
 * What is done to a conversation.
 * Source: xsync.proto, `ConversationOperation.OpType`.
 */
export const ConversationOperationType = {
  UNKNOWN: 0,
  DELETE: 1,
  DELETE_EVERYWHERE: 2,
} as const;

/** A value of {@link ConversationOperationType}. */
export type ConversationOperationType = (typeof ConversationOperationType)[keyof typeof ConversationOperationType];

/**
 * Which plugin of the media server a signal is for.
 * Source: xsync.proto, `RtcSignal.Type`.
 */
export const RtcSignalType = {
  UNKNOWN: 0,
  VIDEO_ROOM: 1,
} as const;

/** A value of {@link RtcSignalType}. */
export type RtcSignalType = (typeof RtcSignalType)[keyof typeof RtcSignalType];

/**
 * The network a client is on.
 * Source: xsync.proto, `Info.Network`.
 */
export const NetworkType = {
  WIRE: 0,
  WIFI: 1,
  NET_2G: 2,
  NET_3G: 3,
  NET_4G: 4,
  NET_5G: 5,
  UNKNOWN: 6,
} as const;

/** A value of {@link NetworkType}. */
export type NetworkType = (typeof NetworkType)[keyof typeof NetworkType];
