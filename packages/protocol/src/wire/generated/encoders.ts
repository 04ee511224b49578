// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.
import type { EncodeInput } from '../encode-input.ts';
import {
  sizeOfBytes,
  sizeOfInt32,
  sizeOfSint32,
  sizeOfString,
  sizeOfUint32,
  sizeOfUint64,
  withLength,
} from '../size.ts';
import { Writer } from '../writer.ts';
import type {
  Conversation,
  ConversationOperation,
  ConversationUnread,
  Frame,
  GroupNotice,
  Info,
  MessageBody,
  MessageOperation,
  Meta,
  Notice,
  Provision,
  RosterNotice,
  RtcSignal,
  Status,
  SyncDL,
  SyncUL,
  UnreadDL,
  UnreadUL,
  UserNotice,
  Xid,
} from './message-types.ts';

/** The bytes of a `Xid`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeXid(message: EncodeInput<Xid>): Uint8Array {
  const writer = new Writer(sizeOfXid(message));
  writeXidFields(writer, message);
  return writer.bytes;
}

function sizeOfXid(message: EncodeInput<Xid>): number {
  let size = 0;
  if (message.uid !== undefined && message.uid !== 0) size += 1 + sizeOfUint64(message.uid, 'Xid.uid');
  if (message.deviceSN !== undefined && message.deviceSN !== 0) {
    size += 1 + sizeOfUint32(message.deviceSN, 'Xid.deviceSN');
  }
  return size;
}

function writeXidFields(writer: Writer, message: EncodeInput<Xid>): void {
  if (message.deviceSN !== undefined && message.deviceSN !== 0) writer.uint32(16, message.deviceSN);
  if (message.uid !== undefined && message.uid !== 0) writer.uint64(8, message.uid);
}

/** The bytes of a `Frame`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeFrame(message: EncodeInput<Frame>): Uint8Array {
  const writer = new Writer(sizeOfFrame(message));
  writeFrameFields(writer, message);
  return writer.bytes;
}

function sizeOfFrame(message: EncodeInput<Frame>): number {
  let size = 0;
  if (message.vsn !== undefined && message.vsn !== 0) size += 1 + sizeOfInt32(message.vsn, 'Frame.vsn');
  if (message.compressMethod !== undefined && message.compressMethod !== 0) {
    size += 1 + sizeOfInt32(message.compressMethod, 'Frame.compressMethod');
  }
  if (message.command !== undefined && message.command !== 0) size += 1 + sizeOfInt32(message.command, 'Frame.command');
  if (message.payload !== undefined && message.payload.length > 0) size += 1 + sizeOfBytes(message.payload);
  if (message.encryptMethod !== undefined && message.encryptMethod !== 0) {
    size += 1 + sizeOfInt32(message.encryptMethod, 'Frame.encryptMethod');
  }
  if (message.encryptKey !== undefined && message.encryptKey.length > 0) size += 1 + sizeOfBytes(message.encryptKey);
  if (message.checkSum !== undefined && message.checkSum !== 0) {
    size += 1 + sizeOfUint32(message.checkSum, 'Frame.checkSum');
  }
  if (message.tag !== undefined && message.tag !== '') size += 1 + sizeOfString(message.tag);
  return size;
}

function writeFrameFields(writer: Writer, message: EncodeInput<Frame>): void {
  if (message.tag !== undefined && message.tag !== '') writer.string(66, message.tag);
  if (message.checkSum !== undefined && message.checkSum !== 0) writer.uint32(56, message.checkSum);
  if (message.encryptKey !== undefined && message.encryptKey.length > 0) writer.bytesField(50, message.encryptKey);
  if (message.encryptMethod !== undefined && message.encryptMethod !== 0) writer.int32(40, message.encryptMethod);
  if (message.payload !== undefined && message.payload.length > 0) writer.bytesField(34, message.payload);
  if (message.command !== undefined && message.command !== 0) writer.int32(24, message.command);
  if (message.compressMethod !== undefined && message.compressMethod !== 0) writer.int32(16, message.compressMethod);
  if (message.vsn !== undefined && message.vsn !== 0) writer.int32(8, message.vsn);
}

/** The bytes of a `Status`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeStatus(message: EncodeInput<Status>): Uint8Array {
  const writer = new Writer(sizeOfStatus(message));
  writeStatusFields(writer, message);
  return writer.bytes;
}

function sizeOfStatus(message: EncodeInput<Status>): number {
  let size = 0;
  if (message.code !== undefined && message.code !== 0) size += 1 + sizeOfInt32(message.code, 'Status.code');
  if (message.reason !== undefined && message.reason !== '') size += 1 + sizeOfString(message.reason);
  return size;
}

function writeStatusFields(writer: Writer, message: EncodeInput<Status>): void {
  if (message.reason !== undefined && message.reason !== '') writer.string(18, message.reason);
  if (message.code !== undefined && message.code !== 0) writer.int32(8, message.code);
}

/** The bytes of a `Provision`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeProvision(message: EncodeInput<Provision>): Uint8Array {
  const writer = new Writer(sizeOfProvision(message));
  writeProvisionFields(writer, message);
  return writer.bytes;
}

function sizeOfProvision(message: EncodeInput<Provision>): number {
  let size = 0;
  if (message.status !== undefined) size += 1 + withLength(sizeOfStatus(message.status));
  if (message.xid !== undefined) size += 1 + withLength(sizeOfXid(message.xid));
  if (message.password !== undefined && message.password !== '') size += 1 + sizeOfString(message.password);
  if (message.token !== undefined && message.token !== '') size += 1 + sizeOfString(message.token);
  if (message.osType !== undefined && message.osType !== 0) size += 1 + sizeOfInt32(message.osType, 'Provision.osType');
  if (message.sdkVsn !== undefined && message.sdkVsn !== '') size += 1 + sizeOfString(message.sdkVsn);
  if (message.isManualLogin === true) size += 1 + 1;
  if (message.deviceGuid !== undefined && message.deviceGuid !== '') size += 1 + sizeOfString(message.deviceGuid);
  if (message.deviceNotifier !== undefined && message.deviceNotifier !== '') {
    size += 1 + sizeOfString(message.deviceNotifier);
  }
  if (message.deviceToken !== undefined && message.deviceToken !== '') size += 1 + sizeOfString(message.deviceToken);
  if (message.deviceInfo !== undefined && message.deviceInfo !== '') size += 1 + sizeOfString(message.deviceInfo);
  if (message.lastLoginTime !== undefined && message.lastLoginTime !== 0) {
    size += 1 + sizeOfUint64(message.lastLoginTime, 'Provision.lastLoginTime');
  }
  return size;
}

function writeProvisionFields(writer: Writer, message: EncodeInput<Provision>): void {
  if (message.lastLoginTime !== undefined && message.lastLoginTime !== 0) writer.uint64(112, message.lastLoginTime);
  if (message.deviceInfo !== undefined && message.deviceInfo !== '') writer.string(106, message.deviceInfo);
  if (message.deviceToken !== undefined && message.deviceToken !== '') writer.string(98, message.deviceToken);
  if (message.deviceNotifier !== undefined && message.deviceNotifier !== '') writer.string(90, message.deviceNotifier);
  if (message.deviceGuid !== undefined && message.deviceGuid !== '') writer.string(82, message.deviceGuid);
  if (message.isManualLogin === true) writer.bool(72, message.isManualLogin);
  if (message.sdkVsn !== undefined && message.sdkVsn !== '') writer.string(66, message.sdkVsn);
  if (message.osType !== undefined && message.osType !== 0) writer.int32(56, message.osType);
  if (message.token !== undefined && message.token !== '') writer.string(50, message.token);
  if (message.password !== undefined && message.password !== '') writer.string(42, message.password);
  if (message.xid !== undefined) {
    const end = writer.position;
    writeXidFields(writer, message.xid);
    writer.close(18, end);
  }
  if (message.status !== undefined) {
    const end = writer.position;
    writeStatusFields(writer, message.status);
    writer.close(10, end);
  }
}

/** The bytes of a `UnreadUL`, which has no fields: none. */
export function encodeUnreadUL(_message: EncodeInput<UnreadUL> = {}): Uint8Array {
  return new Uint8Array(0);
}

/** The bytes of a `ConversationUnread`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeConversationUnread(message: EncodeInput<ConversationUnread>): Uint8Array {
  const writer = new Writer(sizeOfConversationUnread(message));
  writeConversationUnreadFields(writer, message);
  return writer.bytes;
}

function sizeOfConversationUnread(message: EncodeInput<ConversationUnread>): number {
  let size = 0;
  if (message.xid !== undefined) size += 1 + withLength(sizeOfXid(message.xid));
  if (message.n !== undefined && message.n !== 0) size += 1 + sizeOfUint32(message.n, 'ConversationUnread.n');
  if (message.type !== undefined && message.type !== 0) {
    size += 1 + sizeOfInt32(message.type, 'ConversationUnread.type');
  }
  return size;
}

function writeConversationUnreadFields(writer: Writer, message: EncodeInput<ConversationUnread>): void {
  if (message.type !== undefined && message.type !== 0) writer.int32(24, message.type);
  if (message.n !== undefined && message.n !== 0) writer.uint32(16, message.n);
  if (message.xid !== undefined) {
    const end = writer.position;
    writeXidFields(writer, message.xid);
    writer.close(10, end);
  }
}

/** The bytes of a `UnreadDL`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeUnreadDL(message: EncodeInput<UnreadDL>): Uint8Array {
  const writer = new Writer(sizeOfUnreadDL(message));
  writeUnreadDLFields(writer, message);
  return writer.bytes;
}

function sizeOfUnreadDL(message: EncodeInput<UnreadDL>): number {
  let size = 0;
  if (message.status !== undefined) size += 1 + withLength(sizeOfStatus(message.status));
  if (message.unread !== undefined) {
    for (const element of message.unread) size += 1 + withLength(sizeOfConversationUnread(element));
  }
  return size;
}

function writeUnreadDLFields(writer: Writer, message: EncodeInput<UnreadDL>): void {
  if (message.unread !== undefined) {
    for (let index = message.unread.length - 1; index >= 0; index -= 1) {
      const element = message.unread[index] ?? {};
      const end = writer.position;
      writeConversationUnreadFields(writer, element);
      writer.close(18, end);
    }
  }
  if (message.status !== undefined) {
    const end = writer.position;
    writeStatusFields(writer, message.status);
    writer.close(10, end);
  }
}

/** The bytes of a `Meta`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeMeta(message: EncodeInput<Meta>): Uint8Array {
  const writer = new Writer(sizeOfMeta(message));
  writeMetaFields(writer, message);
  return writer.bytes;
}

function sizeOfMeta(message: EncodeInput<Meta>): number {
  let size = 0;
  if (message.id !== undefined && message.id !== 0) size += 1 + sizeOfUint64(message.id, 'Meta.id');
  if (message.from !== undefined) size += 1 + withLength(sizeOfXid(message.from));
  if (message.to !== undefined) size += 1 + withLength(sizeOfXid(message.to));
  if (message.timestamp !== undefined && message.timestamp !== 0) {
    size += 1 + sizeOfUint64(message.timestamp, 'Meta.timestamp');
  }
  if (message.ns !== undefined && message.ns !== 0) size += 1 + sizeOfInt32(message.ns, 'Meta.ns');
  if (message.payload !== undefined && message.payload.length > 0) size += 1 + sizeOfBytes(message.payload);
  return size;
}

function writeMetaFields(writer: Writer, message: EncodeInput<Meta>): void {
  if (message.payload !== undefined && message.payload.length > 0) writer.bytesField(50, message.payload);
  if (message.ns !== undefined && message.ns !== 0) writer.int32(40, message.ns);
  if (message.timestamp !== undefined && message.timestamp !== 0) writer.uint64(32, message.timestamp);
  if (message.to !== undefined) {
    const end = writer.position;
    writeXidFields(writer, message.to);
    writer.close(26, end);
  }
  if (message.from !== undefined) {
    const end = writer.position;
    writeXidFields(writer, message.from);
    writer.close(18, end);
  }
  if (message.id !== undefined && message.id !== 0) writer.uint64(8, message.id);
}

/** The bytes of a `SyncUL`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeSyncUL(message: EncodeInput<SyncUL>): Uint8Array {
  const writer = new Writer(sizeOfSyncUL(message));
  writeSyncULFields(writer, message);
  return writer.bytes;
}

function sizeOfSyncUL(message: EncodeInput<SyncUL>): number {
  let size = 0;
  if (message.xid !== undefined) size += 1 + withLength(sizeOfXid(message.xid));
  if (message.key !== undefined && message.key !== 0) size += 1 + sizeOfUint64(message.key, 'SyncUL.key');
  if (message.meta !== undefined) size += 1 + withLength(sizeOfMeta(message.meta));
  if (message.isFullSync === true) size += 1 + 1;
  if (message.fullSyncNum !== undefined && message.fullSyncNum !== 0) {
    size += 1 + sizeOfSint32(message.fullSyncNum, 'SyncUL.fullSyncNum');
  }
  return size;
}

function writeSyncULFields(writer: Writer, message: EncodeInput<SyncUL>): void {
  if (message.fullSyncNum !== undefined && message.fullSyncNum !== 0) writer.sint32(40, message.fullSyncNum);
  if (message.isFullSync === true) writer.bool(32, message.isFullSync);
  if (message.meta !== undefined) {
    const end = writer.position;
    writeMetaFields(writer, message.meta);
    writer.close(26, end);
  }
  if (message.key !== undefined && message.key !== 0) writer.uint64(16, message.key);
  if (message.xid !== undefined) {
    const end = writer.position;
    writeXidFields(writer, message.xid);
    writer.close(10, end);
  }
}

/** What `encodeSyncDL` takes: `metas` as messages, or as bytes encoded before. */
export type SyncDLInput = Omit<EncodeInput<SyncDL>, 'metas'> & {
  readonly metas?: readonly (EncodeInput<Meta> | Uint8Array)[] | undefined;
};

/**
 * The bytes of a `SyncDL`. Throws ImError `invalidParameter` for a number that its field cannot hold.
 * `metas` may hold bytes that were encoded before.
 */
export function encodeSyncDL(message: SyncDLInput): Uint8Array {
  const writer = new Writer(sizeOfSyncDL(message));
  writeSyncDLFields(writer, message);
  return writer.bytes;
}

/** How many bytes `writeSyncDLFields` will write; checks every range. */
export function sizeOfSyncDL(message: SyncDLInput): number {
  let size = 0;
  if (message.status !== undefined) size += 1 + withLength(sizeOfStatus(message.status));
  if (message.metas !== undefined) {
    for (const element of message.metas)
      size += 1 + withLength(element instanceof Uint8Array ? element.length : sizeOfMeta(element));
  }
  if (message.nextKey !== undefined && message.nextKey !== 0) {
    size += 1 + sizeOfUint64(message.nextKey, 'SyncDL.nextKey');
  }
  if (message.xid !== undefined) size += 1 + withLength(sizeOfXid(message.xid));
  if (message.clientMid !== undefined && message.clientMid !== 0) {
    size += 1 + sizeOfUint64(message.clientMid, 'SyncDL.clientMid');
  }
  if (message.serverMid !== undefined && message.serverMid !== 0) {
    size += 1 + sizeOfUint64(message.serverMid, 'SyncDL.serverMid');
  }
  if (message.serverTime !== undefined && message.serverTime !== 0) {
    size += 1 + sizeOfUint64(message.serverTime, 'SyncDL.serverTime');
  }
  if (message.isFullSync === true) size += 1 + 1;
  if (message.prevMid !== undefined && message.prevMid !== 0) {
    size += 1 + sizeOfUint64(message.prevMid, 'SyncDL.prevMid');
  }
  if (message.isEagerSync === true) size += 1 + 1;
  if (message.editTimestamp !== undefined && message.editTimestamp !== 0) {
    size += 1 + sizeOfUint64(message.editTimestamp, 'SyncDL.editTimestamp');
  }
  return size;
}

/** Writes the fields in front of what the writer holds. Their ranges must be checked. */
export function writeSyncDLFields(writer: Writer, message: SyncDLInput): void {
  if (message.editTimestamp !== undefined && message.editTimestamp !== 0) writer.uint64(88, message.editTimestamp);
  if (message.isEagerSync === true) writer.bool(80, message.isEagerSync);
  if (message.prevMid !== undefined && message.prevMid !== 0) writer.uint64(72, message.prevMid);
  if (message.isFullSync === true) writer.bool(64, message.isFullSync);
  if (message.serverTime !== undefined && message.serverTime !== 0) writer.uint64(56, message.serverTime);
  if (message.serverMid !== undefined && message.serverMid !== 0) writer.uint64(48, message.serverMid);
  if (message.clientMid !== undefined && message.clientMid !== 0) writer.uint64(40, message.clientMid);
  if (message.xid !== undefined) {
    const end = writer.position;
    writeXidFields(writer, message.xid);
    writer.close(34, end);
  }
  if (message.nextKey !== undefined && message.nextKey !== 0) writer.uint64(24, message.nextKey);
  if (message.metas !== undefined) {
    for (let index = message.metas.length - 1; index >= 0; index -= 1) {
      const element = message.metas[index] ?? {};
      const end = writer.position;
      if (element instanceof Uint8Array) writer.raw(element);
      else writeMetaFields(writer, element);
      writer.close(18, end);
    }
  }
  if (message.status !== undefined) {
    const end = writer.position;
    writeStatusFields(writer, message.status);
    writer.close(10, end);
  }
}

/** The bytes of a `Notice`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeNotice(message: EncodeInput<Notice>): Uint8Array {
  const writer = new Writer(sizeOfNotice(message));
  writeNoticeFields(writer, message);
  return writer.bytes;
}

function sizeOfNotice(message: EncodeInput<Notice>): number {
  let size = 0;
  if (message.xid !== undefined) size += 1 + withLength(sizeOfXid(message.xid));
  return size;
}

function writeNoticeFields(writer: Writer, message: EncodeInput<Notice>): void {
  if (message.xid !== undefined) {
    const end = writer.position;
    writeXidFields(writer, message.xid);
    writer.close(10, end);
  }
}

/** The bytes of a `MessageOperation`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeMessageOperation(message: EncodeInput<MessageOperation>): Uint8Array {
  const writer = new Writer(sizeOfMessageOperation(message));
  writeMessageOperationFields(writer, message);
  return writer.bytes;
}

function sizeOfMessageOperation(message: EncodeInput<MessageOperation>): number {
  let size = 0;
  if (message.type !== undefined && message.type !== 0) size += 1 + sizeOfInt32(message.type, 'MessageOperation.type');
  if (message.mid !== undefined && message.mid !== 0) size += 1 + sizeOfUint64(message.mid, 'MessageOperation.mid');
  if (message.xid !== undefined) size += 1 + withLength(sizeOfXid(message.xid));
  return size;
}

function writeMessageOperationFields(writer: Writer, message: EncodeInput<MessageOperation>): void {
  if (message.xid !== undefined) {
    const end = writer.position;
    writeXidFields(writer, message.xid);
    writer.close(26, end);
  }
  if (message.mid !== undefined && message.mid !== 0) writer.uint64(16, message.mid);
  if (message.type !== undefined && message.type !== 0) writer.int32(8, message.type);
}

/** The bytes of a `MessageBody`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeMessageBody(message: EncodeInput<MessageBody>): Uint8Array {
  const writer = new Writer(sizeOfMessageBody(message));
  writeMessageBodyFields(writer, message);
  return writer.bytes;
}

function sizeOfMessageBody(message: EncodeInput<MessageBody>): number {
  let size = 0;
  if (message.type !== undefined && message.type !== 0) size += 1 + sizeOfInt32(message.type, 'MessageBody.type');
  if (message.from !== undefined) size += 1 + withLength(sizeOfXid(message.from));
  if (message.to !== undefined) size += 1 + withLength(sizeOfXid(message.to));
  if (message.content !== undefined && message.content !== '') size += 1 + sizeOfString(message.content);
  if (message.ctype !== undefined && message.ctype !== 0) size += 1 + sizeOfInt32(message.ctype, 'MessageBody.ctype');
  if (message.operation !== undefined) size += 1 + withLength(sizeOfMessageOperation(message.operation));
  if (message.config !== undefined && message.config !== '') size += 1 + sizeOfString(message.config);
  if (message.attachment !== undefined && message.attachment !== '') size += 1 + sizeOfString(message.attachment);
  if (message.ext !== undefined && message.ext !== '') size += 1 + sizeOfString(message.ext);
  if (message.qos !== undefined && message.qos !== 0) size += 1 + sizeOfInt32(message.qos, 'MessageBody.qos');
  if (message.senderName !== undefined && message.senderName !== '') size += 1 + sizeOfString(message.senderName);
  if (message.isSystem === true) size += 1 + 1;
  if (message.priority !== undefined && message.priority !== 0) {
    size += 1 + sizeOfUint32(message.priority, 'MessageBody.priority');
  }
  if (message.status !== undefined && message.status !== 0) {
    size += 1 + sizeOfInt32(message.status, 'MessageBody.status');
  }
  if (message.editTimestamp !== undefined && message.editTimestamp !== 0) {
    size += 1 + sizeOfUint64(message.editTimestamp, 'MessageBody.editTimestamp');
  }
  return size;
}

function writeMessageBodyFields(writer: Writer, message: EncodeInput<MessageBody>): void {
  if (message.editTimestamp !== undefined && message.editTimestamp !== 0) writer.uint64(120, message.editTimestamp);
  if (message.status !== undefined && message.status !== 0) writer.int32(112, message.status);
  if (message.priority !== undefined && message.priority !== 0) writer.uint32(104, message.priority);
  if (message.isSystem === true) writer.bool(96, message.isSystem);
  if (message.senderName !== undefined && message.senderName !== '') writer.string(90, message.senderName);
  if (message.qos !== undefined && message.qos !== 0) writer.int32(80, message.qos);
  if (message.ext !== undefined && message.ext !== '') writer.string(74, message.ext);
  if (message.attachment !== undefined && message.attachment !== '') writer.string(66, message.attachment);
  if (message.config !== undefined && message.config !== '') writer.string(58, message.config);
  if (message.operation !== undefined) {
    const end = writer.position;
    writeMessageOperationFields(writer, message.operation);
    writer.close(50, end);
  }
  if (message.ctype !== undefined && message.ctype !== 0) writer.int32(40, message.ctype);
  if (message.content !== undefined && message.content !== '') writer.string(34, message.content);
  if (message.to !== undefined) {
    const end = writer.position;
    writeXidFields(writer, message.to);
    writer.close(26, end);
  }
  if (message.from !== undefined) {
    const end = writer.position;
    writeXidFields(writer, message.from);
    writer.close(18, end);
  }
  if (message.type !== undefined && message.type !== 0) writer.int32(8, message.type);
}

/** The bytes of a `GroupNotice`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeGroupNotice(message: EncodeInput<GroupNotice>): Uint8Array {
  const writer = new Writer(sizeOfGroupNotice(message));
  writeGroupNoticeFields(writer, message);
  return writer.bytes;
}

function sizeOfGroupNotice(message: EncodeInput<GroupNotice>): number {
  let size = 0;
  if (message.type !== undefined && message.type !== 0) size += 1 + sizeOfInt32(message.type, 'GroupNotice.type');
  if (message.gid !== undefined) size += 1 + withLength(sizeOfXid(message.gid));
  if (message.from !== undefined) size += 1 + withLength(sizeOfXid(message.from));
  if (message.to !== undefined) {
    for (const element of message.to) size += 1 + withLength(sizeOfXid(element));
  }
  if (message.content !== undefined && message.content !== '') size += 1 + sizeOfString(message.content);
  return size;
}

function writeGroupNoticeFields(writer: Writer, message: EncodeInput<GroupNotice>): void {
  if (message.content !== undefined && message.content !== '') writer.string(42, message.content);
  if (message.to !== undefined) {
    for (let index = message.to.length - 1; index >= 0; index -= 1) {
      const element = message.to[index] ?? {};
      const end = writer.position;
      writeXidFields(writer, element);
      writer.close(34, end);
    }
  }
  if (message.from !== undefined) {
    const end = writer.position;
    writeXidFields(writer, message.from);
    writer.close(26, end);
  }
  if (message.gid !== undefined) {
    const end = writer.position;
    writeXidFields(writer, message.gid);
    writer.close(18, end);
  }
  if (message.type !== undefined && message.type !== 0) writer.int32(8, message.type);
}

/** The bytes of a `RosterNotice`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeRosterNotice(message: EncodeInput<RosterNotice>): Uint8Array {
  const writer = new Writer(sizeOfRosterNotice(message));
  writeRosterNoticeFields(writer, message);
  return writer.bytes;
}

function sizeOfRosterNotice(message: EncodeInput<RosterNotice>): number {
  let size = 0;
  if (message.type !== undefined && message.type !== 0) size += 1 + sizeOfInt32(message.type, 'RosterNotice.type');
  if (message.from !== undefined) size += 1 + withLength(sizeOfXid(message.from));
  if (message.to !== undefined) {
    for (const element of message.to) size += 1 + withLength(sizeOfXid(element));
  }
  if (message.content !== undefined && message.content !== '') size += 1 + sizeOfString(message.content);
  if (message.rosterVsn !== undefined && message.rosterVsn !== '') size += 1 + sizeOfString(message.rosterVsn);
  return size;
}

function writeRosterNoticeFields(writer: Writer, message: EncodeInput<RosterNotice>): void {
  if (message.rosterVsn !== undefined && message.rosterVsn !== '') writer.string(42, message.rosterVsn);
  if (message.content !== undefined && message.content !== '') writer.string(34, message.content);
  if (message.to !== undefined) {
    for (let index = message.to.length - 1; index >= 0; index -= 1) {
      const element = message.to[index] ?? {};
      const end = writer.position;
      writeXidFields(writer, element);
      writer.close(26, end);
    }
  }
  if (message.from !== undefined) {
    const end = writer.position;
    writeXidFields(writer, message.from);
    writer.close(18, end);
  }
  if (message.type !== undefined && message.type !== 0) writer.int32(8, message.type);
}

/** The bytes of a `UserNotice`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeUserNotice(message: EncodeInput<UserNotice>): Uint8Array {
  const writer = new Writer(sizeOfUserNotice(message));
  writeUserNoticeFields(writer, message);
  return writer.bytes;
}

function sizeOfUserNotice(message: EncodeInput<UserNotice>): number {
  let size = 0;
  if (message.type !== undefined && message.type !== 0) size += 1 + sizeOfInt32(message.type, 'UserNotice.type');
  if (message.content !== undefined && message.content !== '') size += 1 + sizeOfString(message.content);
  return size;
}

function writeUserNoticeFields(writer: Writer, message: EncodeInput<UserNotice>): void {
  if (message.content !== undefined && message.content !== '') writer.string(18, message.content);
  if (message.type !== undefined && message.type !== 0) writer.int32(8, message.type);
}

/** The bytes of a `Conversation`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeConversation(message: EncodeInput<Conversation>): Uint8Array {
  const writer = new Writer(sizeOfConversation(message));
  writeConversationFields(writer, message);
  return writer.bytes;
}

function sizeOfConversation(message: EncodeInput<Conversation>): number {
  let size = 0;
  if (message.type !== undefined && message.type !== 0) size += 1 + sizeOfInt32(message.type, 'Conversation.type');
  if (message.operation !== undefined) size += 1 + withLength(sizeOfConversationOperation(message.operation));
  return size;
}

function writeConversationFields(writer: Writer, message: EncodeInput<Conversation>): void {
  if (message.operation !== undefined) {
    const end = writer.position;
    writeConversationOperationFields(writer, message.operation);
    writer.close(18, end);
  }
  if (message.type !== undefined && message.type !== 0) writer.int32(8, message.type);
}

/**
 * The bytes of a `ConversationOperation`. Throws ImError `invalidParameter` for a number that its field cannot hold.
 */
export function encodeConversationOperation(message: EncodeInput<ConversationOperation>): Uint8Array {
  const writer = new Writer(sizeOfConversationOperation(message));
  writeConversationOperationFields(writer, message);
  return writer.bytes;
}

function sizeOfConversationOperation(message: EncodeInput<ConversationOperation>): number {
  let size = 0;
  if (message.type !== undefined && message.type !== 0) {
    size += 1 + sizeOfInt32(message.type, 'ConversationOperation.type');
  }
  if (message.xid !== undefined) size += 1 + withLength(sizeOfXid(message.xid));
  return size;
}

function writeConversationOperationFields(writer: Writer, message: EncodeInput<ConversationOperation>): void {
  if (message.xid !== undefined) {
    const end = writer.position;
    writeXidFields(writer, message.xid);
    writer.close(18, end);
  }
  if (message.type !== undefined && message.type !== 0) writer.int32(8, message.type);
}

/** The bytes of a `RtcSignal`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeRtcSignal(message: EncodeInput<RtcSignal>): Uint8Array {
  const writer = new Writer(sizeOfRtcSignal(message));
  writeRtcSignalFields(writer, message);
  return writer.bytes;
}

function sizeOfRtcSignal(message: EncodeInput<RtcSignal>): number {
  let size = 0;
  if (message.type !== undefined && message.type !== 0) size += 1 + sizeOfInt32(message.type, 'RtcSignal.type');
  if (message.content !== undefined && message.content !== '') size += 1 + sizeOfString(message.content);
  if (message.mediaServer !== undefined && message.mediaServer !== '') size += 1 + sizeOfString(message.mediaServer);
  return size;
}

function writeRtcSignalFields(writer: Writer, message: EncodeInput<RtcSignal>): void {
  if (message.mediaServer !== undefined && message.mediaServer !== '') writer.string(26, message.mediaServer);
  if (message.content !== undefined && message.content !== '') writer.string(18, message.content);
  if (message.type !== undefined && message.type !== 0) writer.int32(8, message.type);
}

/** The bytes of a `Info`. Throws ImError `invalidParameter` for a number that its field cannot hold. */
export function encodeInfo(message: EncodeInput<Info>): Uint8Array {
  const writer = new Writer(sizeOfInfo(message));
  writeInfoFields(writer, message);
  return writer.bytes;
}

function sizeOfInfo(message: EncodeInput<Info>): number {
  let size = 0;
  if (message.sdkVsn !== undefined && message.sdkVsn !== '') size += 1 + sizeOfString(message.sdkVsn);
  if (message.network !== undefined && message.network !== 0) size += 1 + sizeOfInt32(message.network, 'Info.network');
  if (message.content !== undefined && message.content !== '') size += 1 + sizeOfString(message.content);
  return size;
}

function writeInfoFields(writer: Writer, message: EncodeInput<Info>): void {
  if (message.content !== undefined && message.content !== '') writer.string(26, message.content);
  if (message.network !== undefined && message.network !== 0) writer.int32(16, message.network);
  if (message.sdkVsn !== undefined && message.sdkVsn !== '') writer.string(10, message.sdkVsn);
}
