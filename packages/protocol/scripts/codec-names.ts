/** What the generated code calls a proto declaration, and the first line of its docstring. */
export interface CodecName {
  readonly name: string;
  readonly summary: string;
}

/** Every message of xsync.proto. A message that is missing here stops the generator. */
export const MESSAGE_NAMES: Readonly<Record<string, CodecName>> = {
  XID: { name: 'Xid', summary: 'Who or what a frame concerns.' },
  Frame: { name: 'Frame', summary: 'What travels in one binary WebSocket message.' },
  Status: { name: 'Status', summary: 'How a request went.' },
  Provision: { name: 'Provision', summary: 'The login on the socket, both ways.' },
  UnreadUL: { name: 'UnreadUL', summary: 'Asks for the list of conversations; also the heartbeat.' },
  ConversationUnread: { name: 'ConversationUnread', summary: 'How many messages of one conversation are unread.' },
  UnreadDL: { name: 'UnreadDL', summary: 'The conversations of a user, least recently active first.' },
  Meta: { name: 'Meta', summary: 'The envelope of a message, an operation or a notice.' },
  SyncUL: { name: 'SyncUL', summary: 'A send, a pull or a request for history, from a client.' },
  SyncDL: { name: 'SyncDL', summary: 'The answer to a SyncUL, or metas that the server pushes.' },
  Notice: {
    name: 'Notice',
    summary: 'Tells a device that a conversation has news. `encodeNoticeFrame` avoids a trap in it.',
  },
  MessageOperation: { name: 'MessageOperation', summary: 'What an operation does, and to which message.' },
  MessageBody: { name: 'MessageBody', summary: 'A message, or an operation on messages.' },
  GroupNotice: { name: 'GroupNotice', summary: 'What happened in a group.' },
  RosterNotice: { name: 'RosterNotice', summary: "What happened in a user's roster." },
  UserNotice: { name: 'UserNotice', summary: "What happened to a user's account or devices." },
  Conversation: { name: 'Conversation', summary: 'The payload of a meta in the CONVERSATION namespace.' },
  ConversationOperation: { name: 'ConversationOperation', summary: 'What is done to a whole conversation.' },
  RtcSignal: { name: 'RtcSignal', summary: 'Media signalling, relayed between a device and the media server.' },
  Info: { name: 'Info', summary: 'What a client says about itself and its network.' },
};

/** Every enum of xsync.proto by its path. An enum that is missing here stops the generator. */
export const ENUM_NAMES: Readonly<Record<string, CodecName>> = {
  'Frame.VSN': { name: 'Vsn', summary: 'Version of the protocol.' },
  'Frame.CompressMethod': { name: 'CompressMethod', summary: "How a frame's payload is compressed." },
  'Frame.Command': { name: 'Command', summary: 'What a frame asks or tells, and so what its payload is.' },
  'Frame.EncryptMethod': { name: 'EncryptMethod', summary: "How a frame's payload is encrypted." },
  'Status.ErrorCode': { name: 'StatusCode', summary: 'How a request on the socket went.' },
  'Provision.OsType': { name: 'OsType', summary: 'The system a device runs.' },
  'ConversationUnread.ConvType': {
    name: 'ConversationType',
    summary: 'Whether a conversation is with a user or a group.',
  },
  'Meta.NameSpace': { name: 'MetaNamespace', summary: "What a meta's payload is." },
  'MessageOperation.OpType': { name: 'OperationType', summary: 'What an operation does to messages.' },
  'MessageBody.Type': { name: 'BodyType', summary: 'Whether a body is a message, and between whom, or an operation.' },
  'MessageBody.ContentType': { name: 'ContentType', summary: 'What a message contains.' },
  'MessageBody.QoS': { name: 'Qos', summary: 'How hard the server tries to deliver a message.' },
  'MessageBody.Status': { name: 'MessageStatus', summary: 'How far a message got.' },
  'GroupNotice.Type': { name: 'GroupNoticeType', summary: 'What happened in a group.' },
  'RosterNotice.Type': { name: 'RosterNoticeType', summary: 'What happened in a roster.' },
  'UserNotice.Type': { name: 'UserNoticeType', summary: 'What happened to an account or its devices.' },
  'Conversation.Type': { name: 'ConversationBodyType', summary: 'What the payload of a CONVERSATION meta is.' },
  'ConversationOperation.OpType': { name: 'ConversationOperationType', summary: 'What is done to a conversation.' },
  'RtcSignal.Type': { name: 'RtcSignalType', summary: 'Which plugin of the media server a signal is for.' },
  'Info.Network': { name: 'NetworkType', summary: 'The network a client is on.' },
};

/** Repeated message fields whose elements may be given to the encoder as bytes encoded before. */
export const PRE_ENCODED_FIELDS: ReadonlySet<string> = new Set(['SyncDL.metas']);
