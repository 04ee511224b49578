import {
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
} from '@warbler/protocol';

/** The numbers of the wire by floo's names for them (sdk-web.md §13); one is misspelt there too. */
const enums = {
  FRAME_COMMAND: Command,
  VSN: Vsn,
  COMPRESS: CompressMethod,
  ENCRYPT: EncryptMethod,
  OSTYPE: OsType,
  ERROR_STATUS: StatusCode,
  META_NAMESPACE: MetaNamespace,
  MESSAGE_TYPE: BodyType,
  OPTYPE: OperationType,
  CONTENT_TYPE: ContentType,
  QOS: Qos,
  STATUS: MessageStatus,
  GROUPNOTICE: GroupNoticeType,
  ROSTERNONTICE: RosterNoticeType,
  USERNOTICE: UserNoticeType,
  CONVERSATION_TYPE: ConversationBodyType,
  CONVERSATION_OPTYPE: ConversationOperationType,
  RTC_SIGNAL_TYPE: RtcSignalType,
  INFO_NETWORK: NetworkType,
  ConvType: ConversationType,
} as const;

/** A name of an enum, and the numbers in it. */
export type StaticVars = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** All enums, by their names and by `STATIC_` and their names. */
export function staticVars(): StaticVars {
  // Plain objects, which apps may change, and not the modules themselves.
  const named = Object.entries(enums).map(([name, numbers]) => [name, { ...numbers }] as const);
  const prefixed = named.map(([name, numbers]) => [`STATIC_${name}`, numbers]);
  return Object.fromEntries([...named, ...prefixed]);
}
