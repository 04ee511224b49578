// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.
import type { OpenEnum } from '../open-enum.ts';
import type {
  BodyType,
  Command,
  CompressMethod,
  ContentType,
  ConversationBodyType,
  ConversationOperationType,
  ConversationType,
  EncryptMethod,
  GroupNoticeType,
  MessageStatus,
  MetaNamespace,
  NetworkType,
  OperationType,
  OsType,
  Qos,
  RosterNoticeType,
  RtcSignalType,
  StatusCode,
  UserNoticeType,
  Vsn,
} from './enums.ts';

/**
 * Who or what a frame concerns.
 * A user or a group on the wire. Users and groups share one id space: no user and group have the same uid.
 */
export interface Xid {
  /** User id, group id, or 0 for the system conversation. 0 to 2^53 - 1. */
  readonly uid: number;
  /** Serial number of one of the user's devices; 0 addresses all of them. 0 to 2^32 - 1. */
  readonly deviceSN: number;
}

/** What travels in one binary WebSocket message. */
export interface Frame {
  readonly vsn: OpenEnum<Vsn>;
  readonly compressMethod: OpenEnum<CompressMethod>;
  readonly command: OpenEnum<Command>;
  /** UnreadUL|UnreadDL, SyncUL|SyncDL, Notice or Provision, by command and direction. A view into the decoded bytes. */
  readonly payload: Uint8Array;
  readonly encryptMethod: OpenEnum<EncryptMethod>;
  /** A view into the decoded bytes. */
  readonly encryptKey: Uint8Array;
  /** 0 to 2^32 - 1. */
  readonly checkSum: number;
  readonly tag: string;
}

/** How a request went. */
export interface Status {
  readonly code: OpenEnum<StatusCode>;
  readonly reason: string;
}

/** The login on the socket, both ways. */
export interface Provision {
  /** Downlink only. */
  readonly status: Status | undefined;
  readonly xid: Xid | undefined;
  readonly password: string;
  readonly token: string;
  readonly osType: OpenEnum<OsType>;
  readonly sdkVsn: string;
  readonly isManualLogin: boolean;
  readonly deviceGuid: string;
  readonly deviceNotifier: string;
  readonly deviceToken: string;
  readonly deviceInfo: string;
  /** Ms since the epoch. 0 to 2^53 - 1. */
  readonly lastLoginTime: number;
}

/** Asks for the list of conversations; also the heartbeat. */
export type UnreadUL = Readonly<Record<never, never>>;

/** How many messages of one conversation are unread. */
export interface ConversationUnread {
  readonly xid: Xid | undefined;
  /** 0 to 2^32 - 1. */
  readonly n: number;
  readonly type: OpenEnum<ConversationType>;
}

/** The conversations of a user, least recently active first. */
export interface UnreadDL {
  readonly status: Status | undefined;
  readonly unread: readonly ConversationUnread[];
}

/** The envelope of a message, an operation or a notice. */
export interface Meta {
  /** Uplink: the client's message id (client_mid); downlink: the server's (mid). 0 to 2^53 - 1. */
  readonly id: number;
  readonly from: Xid | undefined;
  readonly to: Xid | undefined;
  /** Ms since the epoch. 0 to 2^53 - 1. */
  readonly timestamp: number;
  readonly ns: OpenEnum<MetaNamespace>;
  /**
   * MESSAGE and PUSH: MessageBody; the others: the message named after the namespace. A view into the decoded bytes.
   */
  readonly payload: Uint8Array;
}

/** A send, a pull or a request for history, from a client. */
export interface SyncUL {
  /** Which conversation. */
  readonly xid: Xid | undefined;
  /** Cursor. 0 to 2^53 - 1. */
  readonly key: number;
  /** Set: send this meta. unset: ask for metas. */
  readonly meta: Meta | undefined;
  /** True: history, newest first, before key. */
  readonly isFullSync: boolean;
  /** How many metas of history. -2^31 to 2^31 - 1. */
  readonly fullSyncNum: number;
}

/** The answer to a SyncUL, or metas that the server pushes. */
export interface SyncDL {
  readonly status: Status | undefined;
  readonly metas: readonly Meta[];
  /** 0 to 2^53 - 1. */
  readonly nextKey: number;
  readonly xid: Xid | undefined;
  /** 0 to 2^53 - 1. */
  readonly clientMid: number;
  /** 0 to 2^53 - 1. */
  readonly serverMid: number;
  /** Ms since the epoch. 0 to 2^53 - 1. */
  readonly serverTime: number;
  readonly isFullSync: boolean;
  /** 0 to 2^53 - 1. */
  readonly prevMid: number;
  readonly isEagerSync: boolean;
  /** 0 to 2^53 - 1. */
  readonly editTimestamp: number;
}

/** Tells a device that a conversation has news. `encodeNoticeFrame` avoids a trap in it. */
export interface Notice {
  readonly xid: Xid | undefined;
}

/** What an operation does, and to which message. */
export interface MessageOperation {
  readonly type: OpenEnum<OperationType>;
  /** 0 to 2^53 - 1. */
  readonly mid: number;
  readonly xid: Xid | undefined;
}

/** A message, or an operation on messages. */
export interface MessageBody {
  readonly type: OpenEnum<BodyType>;
  /** Redundant with Meta.from; newer clients leave it out. */
  readonly from: Xid | undefined;
  readonly to: Xid | undefined;
  readonly content: string;
  readonly ctype: OpenEnum<ContentType>;
  readonly operation: MessageOperation | undefined;
  /** JSON. */
  readonly config: string;
  /** JSON. */
  readonly attachment: string;
  /** JSON, the app's own. */
  readonly ext: string;
  readonly qos: OpenEnum<Qos>;
  readonly senderName: string;
  readonly isSystem: boolean;
  /** Group diffusion priority: 0 reaches everyone, larger reaches fewer. 0 to 2^32 - 1. */
  readonly priority: number;
  /** Downlink: the receiver's or sender's view of the message. */
  readonly status: OpenEnum<MessageStatus>;
  /** Ms; set once a message was appended to or replaced. 0 to 2^53 - 1. */
  readonly editTimestamp: number;
}

/** What happened in a group. */
export interface GroupNotice {
  readonly type: OpenEnum<GroupNoticeType>;
  readonly gid: Xid | undefined;
  readonly from: Xid | undefined;
  readonly to: readonly Xid[];
  /** JSON or text, by type. */
  readonly content: string;
}

/** What happened in a user's roster. */
export interface RosterNotice {
  readonly type: OpenEnum<RosterNoticeType>;
  readonly from: Xid | undefined;
  readonly to: readonly Xid[];
  readonly content: string;
  readonly rosterVsn: string;
}

/** What happened to a user's account or devices. */
export interface UserNotice {
  readonly type: OpenEnum<UserNoticeType>;
  readonly content: string;
}

/** The payload of a meta in the CONVERSATION namespace. */
export interface Conversation {
  readonly type: OpenEnum<ConversationBodyType>;
  readonly operation: ConversationOperation | undefined;
}

/** What is done to a whole conversation. */
export interface ConversationOperation {
  readonly type: OpenEnum<ConversationOperationType>;
  readonly xid: Xid | undefined;
}

/** Media signalling, relayed between a device and the media server. */
export interface RtcSignal {
  readonly type: OpenEnum<RtcSignalType>;
  /** JSON of the media server's own protocol. */
  readonly content: string;
  readonly mediaServer: string;
}

/** What a client says about itself and its network. */
export interface Info {
  readonly sdkVsn: string;
  readonly network: OpenEnum<NetworkType>;
  readonly content: string;
}
