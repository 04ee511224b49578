// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

import type * as vsnMembers from './enums/vsn.ts';
import type * as compressMethodMembers from './enums/compress-method.ts';
import type * as commandMembers from './enums/command.ts';
import type * as encryptMethodMembers from './enums/encrypt-method.ts';
import type * as statusCodeMembers from './enums/status-code.ts';
import type * as osTypeMembers from './enums/os-type.ts';
import type * as conversationTypeMembers from './enums/conversation-type.ts';
import type * as metaNamespaceMembers from './enums/meta-namespace.ts';
import type * as operationTypeMembers from './enums/operation-type.ts';
import type * as bodyTypeMembers from './enums/body-type.ts';
import type * as contentTypeMembers from './enums/content-type.ts';
import type * as qosMembers from './enums/qos.ts';
import type * as messageStatusMembers from './enums/message-status.ts';
import type * as groupNoticeTypeMembers from './enums/group-notice-type.ts';
import type * as rosterNoticeTypeMembers from './enums/roster-notice-type.ts';
import type * as userNoticeTypeMembers from './enums/user-notice-type.ts';
import type * as conversationBodyTypeMembers from './enums/conversation-body-type.ts';
import type * as conversationOperationTypeMembers from './enums/conversation-operation-type.ts';
import type * as rtcSignalTypeMembers from './enums/rtc-signal-type.ts';
import type * as networkTypeMembers from './enums/network-type.ts';

/**
 * Version of the protocol.
 * Source: xsync.proto, `Frame.VSN`.
 */
export * as Vsn from './enums/vsn.ts';

/** A value of {@link Vsn}. */
export type Vsn = (typeof vsnMembers)[keyof typeof vsnMembers];

/**
 * How a frame's payload is compressed.
 * Source: xsync.proto, `Frame.CompressMethod`.
 */
export * as CompressMethod from './enums/compress-method.ts';

/** A value of {@link CompressMethod}. */
export type CompressMethod = (typeof compressMethodMembers)[keyof typeof compressMethodMembers];

/**
 * What a frame asks or tells, and so what its payload is.
 * Source: xsync.proto, `Frame.Command`.
 */
export * as Command from './enums/command.ts';

/** A value of {@link Command}. */
export type Command = (typeof commandMembers)[keyof typeof commandMembers];

/**
 * How a frame's payload is encrypted.
 * Source: xsync.proto, `Frame.EncryptMethod`.
 */
export * as EncryptMethod from './enums/encrypt-method.ts';

/** A value of {@link EncryptMethod}. */
export type EncryptMethod = (typeof encryptMethodMembers)[keyof typeof encryptMethodMembers];

/**
 * How a request on the socket went.
 * Source: xsync.proto, `Status.ErrorCode`.
 */
export * as StatusCode from './enums/status-code.ts';

/** A value of {@link StatusCode}. */
export type StatusCode = (typeof statusCodeMembers)[keyof typeof statusCodeMembers];

/**
 * The system a device runs.
 * Source: xsync.proto, `Provision.OsType`.
 */
export * as OsType from './enums/os-type.ts';

/** A value of {@link OsType}. */
export type OsType = (typeof osTypeMembers)[keyof typeof osTypeMembers];

/**
 * Whether a conversation is with a user or a group.
 * Source: xsync.proto, `ConversationUnread.ConvType`.
 */
export * as ConversationType from './enums/conversation-type.ts';

/** A value of {@link ConversationType}. */
export type ConversationType = (typeof conversationTypeMembers)[keyof typeof conversationTypeMembers];

/**
 * What a meta's payload is.
 * Source: xsync.proto, `Meta.NameSpace`.
 */
export * as MetaNamespace from './enums/meta-namespace.ts';

/** A value of {@link MetaNamespace}. */
export type MetaNamespace = (typeof metaNamespaceMembers)[keyof typeof metaNamespaceMembers];

/**
 * What an operation does to messages.
 * Source: xsync.proto, `MessageOperation.OpType`.
 */
export * as OperationType from './enums/operation-type.ts';

/** A value of {@link OperationType}. */
export type OperationType = (typeof operationTypeMembers)[keyof typeof operationTypeMembers];

/**
 * Whether a body is a message, and between whom, or an operation.
 * Source: xsync.proto, `MessageBody.Type`.
 */
export * as BodyType from './enums/body-type.ts';

/** A value of {@link BodyType}. */
export type BodyType = (typeof bodyTypeMembers)[keyof typeof bodyTypeMembers];

/**
 * What a message contains.
 * Source: xsync.proto, `MessageBody.ContentType`.
 */
export * as ContentType from './enums/content-type.ts';

/** A value of {@link ContentType}. */
export type ContentType = (typeof contentTypeMembers)[keyof typeof contentTypeMembers];

/**
 * How hard the server tries to deliver a message.
 * Source: xsync.proto, `MessageBody.QoS`.
 */
export * as Qos from './enums/qos.ts';

/** A value of {@link Qos}. */
export type Qos = (typeof qosMembers)[keyof typeof qosMembers];

/**
 * How far a message got.
 * Source: xsync.proto, `MessageBody.Status`.
 */
export * as MessageStatus from './enums/message-status.ts';

/** A value of {@link MessageStatus}. */
export type MessageStatus = (typeof messageStatusMembers)[keyof typeof messageStatusMembers];

/**
 * What happened in a group.
 * Source: xsync.proto, `GroupNotice.Type`.
 */
export * as GroupNoticeType from './enums/group-notice-type.ts';

/** A value of {@link GroupNoticeType}. */
export type GroupNoticeType = (typeof groupNoticeTypeMembers)[keyof typeof groupNoticeTypeMembers];

/**
 * What happened in a roster.
 * Source: xsync.proto, `RosterNotice.Type`.
 */
export * as RosterNoticeType from './enums/roster-notice-type.ts';

/** A value of {@link RosterNoticeType}. */
export type RosterNoticeType = (typeof rosterNoticeTypeMembers)[keyof typeof rosterNoticeTypeMembers];

/**
 * What happened to an account or its devices.
 * Source: xsync.proto, `UserNotice.Type`.
 */
export * as UserNoticeType from './enums/user-notice-type.ts';

/** A value of {@link UserNoticeType}. */
export type UserNoticeType = (typeof userNoticeTypeMembers)[keyof typeof userNoticeTypeMembers];

/**
 * What the payload of a CONVERSATION meta is.
 * Source: xsync.proto, `Conversation.Type`.
 */
export * as ConversationBodyType from './enums/conversation-body-type.ts';

/** A value of {@link ConversationBodyType}. */
export type ConversationBodyType = (typeof conversationBodyTypeMembers)[keyof typeof conversationBodyTypeMembers];

/**
 * What is done to a conversation.
 * Source: xsync.proto, `ConversationOperation.OpType`.
 */
export * as ConversationOperationType from './enums/conversation-operation-type.ts';

/** A value of {@link ConversationOperationType}. */
export type ConversationOperationType = (typeof conversationOperationTypeMembers)[keyof typeof conversationOperationTypeMembers];

/**
 * Which plugin of the media server a signal is for.
 * Source: xsync.proto, `RtcSignal.Type`.
 */
export * as RtcSignalType from './enums/rtc-signal-type.ts';

/** A value of {@link RtcSignalType}. */
export type RtcSignalType = (typeof rtcSignalTypeMembers)[keyof typeof rtcSignalTypeMembers];

/**
 * The network a client is on.
 * Source: xsync.proto, `Info.Network`.
 */
export * as NetworkType from './enums/network-type.ts';

/** A value of {@link NetworkType}. */
export type NetworkType = (typeof networkTypeMembers)[keyof typeof networkTypeMembers];
