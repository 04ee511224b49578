// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.
import { Reader } from '../reader.ts';
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

const NO_BYTES = new Uint8Array(0);

const EMPTY_XID: Xid = {
  uid: 0,
  deviceSN: 0,
};

/** The `Xid` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeXid(bytes: Uint8Array): Xid {
  return readXidFields(new Reader(bytes));
}

function readXidFields(reader: Reader, base: Xid = EMPTY_XID): Xid {
  let uid = base.uid;
  let deviceSN = base.deviceSN;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 8:
        uid = reader.uint64();
        break;
      case 16:
        deviceSN = reader.uint32();
        break;
      default:
        reader.skip(fieldTag);
    }
  }
  return { uid, deviceSN };
}

const EMPTY_FRAME: Frame = {
  vsn: 0,
  compressMethod: 0,
  command: 0,
  payload: NO_BYTES,
  encryptMethod: 0,
  encryptKey: NO_BYTES,
  checkSum: 0,
  tag: '',
};

/** The `Frame` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeFrame(bytes: Uint8Array): Frame {
  return readFrameFields(new Reader(bytes));
}

function readFrameFields(reader: Reader, base: Frame = EMPTY_FRAME): Frame {
  let vsn = base.vsn;
  let compressMethod = base.compressMethod;
  let command = base.command;
  let payload: Uint8Array = base.payload;
  let encryptMethod = base.encryptMethod;
  let encryptKey: Uint8Array = base.encryptKey;
  let checkSum = base.checkSum;
  let tag = base.tag;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 8:
        vsn = reader.int32();
        break;
      case 16:
        compressMethod = reader.int32();
        break;
      case 24:
        command = reader.int32();
        break;
      case 34:
        payload = reader.bytes();
        break;
      case 40:
        encryptMethod = reader.int32();
        break;
      case 50:
        encryptKey = reader.bytes();
        break;
      case 56:
        checkSum = reader.uint32();
        break;
      case 66:
        tag = reader.string();
        break;
      default:
        reader.skip(fieldTag);
    }
  }
  return { vsn, compressMethod, command, payload, encryptMethod, encryptKey, checkSum, tag };
}

const EMPTY_STATUS: Status = {
  code: 0,
  reason: '',
};

/** The `Status` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeStatus(bytes: Uint8Array): Status {
  return readStatusFields(new Reader(bytes));
}

function readStatusFields(reader: Reader, base: Status = EMPTY_STATUS): Status {
  let code = base.code;
  let reason = base.reason;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 8:
        code = reader.int32();
        break;
      case 18:
        reason = reader.string();
        break;
      default:
        reader.skip(fieldTag);
    }
  }
  return { code, reason };
}

const EMPTY_PROVISION: Provision = {
  status: undefined,
  xid: undefined,
  password: '',
  token: '',
  osType: 0,
  sdkVsn: '',
  isManualLogin: false,
  deviceGuid: '',
  deviceNotifier: '',
  deviceToken: '',
  deviceInfo: '',
  lastLoginTime: 0,
};

/** The `Provision` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeProvision(bytes: Uint8Array): Provision {
  return readProvisionFields(new Reader(bytes));
}

function readProvisionFields(reader: Reader, base: Provision = EMPTY_PROVISION): Provision {
  let status = base.status;
  let xid = base.xid;
  let password = base.password;
  let token = base.token;
  let osType = base.osType;
  let sdkVsn = base.sdkVsn;
  let isManualLogin = base.isManualLogin;
  let deviceGuid = base.deviceGuid;
  let deviceNotifier = base.deviceNotifier;
  let deviceToken = base.deviceToken;
  let deviceInfo = base.deviceInfo;
  let lastLoginTime = base.lastLoginTime;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 10: {
        const outerEnd = reader.enter();
        status = readStatusFields(reader, status);
        reader.leave(outerEnd);
        break;
      }
      case 18: {
        const outerEnd = reader.enter();
        xid = readXidFields(reader, xid);
        reader.leave(outerEnd);
        break;
      }
      case 42:
        password = reader.string();
        break;
      case 50:
        token = reader.string();
        break;
      case 56:
        osType = reader.int32();
        break;
      case 66:
        sdkVsn = reader.string();
        break;
      case 72:
        isManualLogin = reader.bool();
        break;
      case 82:
        deviceGuid = reader.string();
        break;
      case 90:
        deviceNotifier = reader.string();
        break;
      case 98:
        deviceToken = reader.string();
        break;
      case 106:
        deviceInfo = reader.string();
        break;
      case 112:
        lastLoginTime = reader.uint64();
        break;
      default:
        reader.skip(fieldTag);
    }
  }
  return {
    status,
    xid,
    password,
    token,
    osType,
    sdkVsn,
    isManualLogin,
    deviceGuid,
    deviceNotifier,
    deviceToken,
    deviceInfo,
    lastLoginTime,
  };
}

const EMPTY_UNREAD_UL: UnreadUL = {};

/** The `UnreadUL` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeUnreadUL(bytes: Uint8Array): UnreadUL {
  return readUnreadULFields(new Reader(bytes));
}

function readUnreadULFields(reader: Reader, base: UnreadUL = EMPTY_UNREAD_UL): UnreadUL {
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    reader.skip(fieldTag);
  }
  return base;
}

const EMPTY_CONVERSATION_UNREAD: ConversationUnread = {
  xid: undefined,
  n: 0,
  type: 0,
};

/** The `ConversationUnread` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeConversationUnread(bytes: Uint8Array): ConversationUnread {
  return readConversationUnreadFields(new Reader(bytes));
}

function readConversationUnreadFields(
  reader: Reader,
  base: ConversationUnread = EMPTY_CONVERSATION_UNREAD,
): ConversationUnread {
  let xid = base.xid;
  let n = base.n;
  let type = base.type;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 10: {
        const outerEnd = reader.enter();
        xid = readXidFields(reader, xid);
        reader.leave(outerEnd);
        break;
      }
      case 16:
        n = reader.uint32();
        break;
      case 24:
        type = reader.int32();
        break;
      default:
        reader.skip(fieldTag);
    }
  }
  return { xid, n, type };
}

const EMPTY_UNREAD_DL: UnreadDL = {
  status: undefined,
  unread: [],
};

/** The `UnreadDL` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeUnreadDL(bytes: Uint8Array): UnreadDL {
  return readUnreadDLFields(new Reader(bytes));
}

function readUnreadDLFields(reader: Reader, base: UnreadDL = EMPTY_UNREAD_DL): UnreadDL {
  let status = base.status;
  const unread = base.unread.slice();
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 10: {
        const outerEnd = reader.enter();
        status = readStatusFields(reader, status);
        reader.leave(outerEnd);
        break;
      }
      case 18: {
        const outerEnd = reader.enter();
        unread.push(readConversationUnreadFields(reader));
        reader.leave(outerEnd);
        break;
      }
      default:
        reader.skip(fieldTag);
    }
  }
  return { status, unread };
}

const EMPTY_META: Meta = {
  id: 0,
  from: undefined,
  to: undefined,
  timestamp: 0,
  ns: 0,
  payload: NO_BYTES,
};

/** The `Meta` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeMeta(bytes: Uint8Array): Meta {
  return readMetaFields(new Reader(bytes));
}

function readMetaFields(reader: Reader, base: Meta = EMPTY_META): Meta {
  let id = base.id;
  let from = base.from;
  let to = base.to;
  let timestamp = base.timestamp;
  let ns = base.ns;
  let payload: Uint8Array = base.payload;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 8:
        id = reader.uint64();
        break;
      case 18: {
        const outerEnd = reader.enter();
        from = readXidFields(reader, from);
        reader.leave(outerEnd);
        break;
      }
      case 26: {
        const outerEnd = reader.enter();
        to = readXidFields(reader, to);
        reader.leave(outerEnd);
        break;
      }
      case 32:
        timestamp = reader.uint64();
        break;
      case 40:
        ns = reader.int32();
        break;
      case 50:
        payload = reader.bytes();
        break;
      default:
        reader.skip(fieldTag);
    }
  }
  return { id, from, to, timestamp, ns, payload };
}

const EMPTY_SYNC_UL: SyncUL = {
  xid: undefined,
  key: 0,
  meta: undefined,
  isFullSync: false,
  fullSyncNum: 0,
};

/** The `SyncUL` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeSyncUL(bytes: Uint8Array): SyncUL {
  return readSyncULFields(new Reader(bytes));
}

function readSyncULFields(reader: Reader, base: SyncUL = EMPTY_SYNC_UL): SyncUL {
  let xid = base.xid;
  let key = base.key;
  let meta = base.meta;
  let isFullSync = base.isFullSync;
  let fullSyncNum = base.fullSyncNum;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 10: {
        const outerEnd = reader.enter();
        xid = readXidFields(reader, xid);
        reader.leave(outerEnd);
        break;
      }
      case 16:
        key = reader.uint64();
        break;
      case 26: {
        const outerEnd = reader.enter();
        meta = readMetaFields(reader, meta);
        reader.leave(outerEnd);
        break;
      }
      case 32:
        isFullSync = reader.bool();
        break;
      case 40:
        fullSyncNum = reader.sint32();
        break;
      default:
        reader.skip(fieldTag);
    }
  }
  return { xid, key, meta, isFullSync, fullSyncNum };
}

const EMPTY_SYNC_DL: SyncDL = {
  status: undefined,
  metas: [],
  nextKey: 0,
  xid: undefined,
  clientMid: 0,
  serverMid: 0,
  serverTime: 0,
  isFullSync: false,
  prevMid: 0,
  isEagerSync: false,
  editTimestamp: 0,
};

/** The `SyncDL` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeSyncDL(bytes: Uint8Array): SyncDL {
  return readSyncDLFields(new Reader(bytes));
}

function readSyncDLFields(reader: Reader, base: SyncDL = EMPTY_SYNC_DL): SyncDL {
  let status = base.status;
  const metas = base.metas.slice();
  let nextKey = base.nextKey;
  let xid = base.xid;
  let clientMid = base.clientMid;
  let serverMid = base.serverMid;
  let serverTime = base.serverTime;
  let isFullSync = base.isFullSync;
  let prevMid = base.prevMid;
  let isEagerSync = base.isEagerSync;
  let editTimestamp = base.editTimestamp;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 10: {
        const outerEnd = reader.enter();
        status = readStatusFields(reader, status);
        reader.leave(outerEnd);
        break;
      }
      case 18: {
        const outerEnd = reader.enter();
        metas.push(readMetaFields(reader));
        reader.leave(outerEnd);
        break;
      }
      case 24:
        nextKey = reader.uint64();
        break;
      case 34: {
        const outerEnd = reader.enter();
        xid = readXidFields(reader, xid);
        reader.leave(outerEnd);
        break;
      }
      case 40:
        clientMid = reader.uint64();
        break;
      case 48:
        serverMid = reader.uint64();
        break;
      case 56:
        serverTime = reader.uint64();
        break;
      case 64:
        isFullSync = reader.bool();
        break;
      case 72:
        prevMid = reader.uint64();
        break;
      case 80:
        isEagerSync = reader.bool();
        break;
      case 88:
        editTimestamp = reader.uint64();
        break;
      default:
        reader.skip(fieldTag);
    }
  }
  return {
    status,
    metas,
    nextKey,
    xid,
    clientMid,
    serverMid,
    serverTime,
    isFullSync,
    prevMid,
    isEagerSync,
    editTimestamp,
  };
}

const EMPTY_NOTICE: Notice = {
  xid: undefined,
};

/** The `Notice` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeNotice(bytes: Uint8Array): Notice {
  return readNoticeFields(new Reader(bytes));
}

function readNoticeFields(reader: Reader, base: Notice = EMPTY_NOTICE): Notice {
  let xid = base.xid;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 10: {
        const outerEnd = reader.enter();
        xid = readXidFields(reader, xid);
        reader.leave(outerEnd);
        break;
      }
      default:
        reader.skip(fieldTag);
    }
  }
  return { xid };
}

const EMPTY_MESSAGE_OPERATION: MessageOperation = {
  type: 0,
  mid: 0,
  xid: undefined,
};

/** The `MessageOperation` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeMessageOperation(bytes: Uint8Array): MessageOperation {
  return readMessageOperationFields(new Reader(bytes));
}

function readMessageOperationFields(
  reader: Reader,
  base: MessageOperation = EMPTY_MESSAGE_OPERATION,
): MessageOperation {
  let type = base.type;
  let mid = base.mid;
  let xid = base.xid;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 8:
        type = reader.int32();
        break;
      case 16:
        mid = reader.uint64();
        break;
      case 26: {
        const outerEnd = reader.enter();
        xid = readXidFields(reader, xid);
        reader.leave(outerEnd);
        break;
      }
      default:
        reader.skip(fieldTag);
    }
  }
  return { type, mid, xid };
}

const EMPTY_MESSAGE_BODY: MessageBody = {
  type: 0,
  from: undefined,
  to: undefined,
  content: '',
  ctype: 0,
  operation: undefined,
  config: '',
  attachment: '',
  ext: '',
  qos: 0,
  senderName: '',
  isSystem: false,
  priority: 0,
  status: 0,
  editTimestamp: 0,
};

/** The `MessageBody` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeMessageBody(bytes: Uint8Array): MessageBody {
  return readMessageBodyFields(new Reader(bytes));
}

function readMessageBodyFields(reader: Reader, base: MessageBody = EMPTY_MESSAGE_BODY): MessageBody {
  let type = base.type;
  let from = base.from;
  let to = base.to;
  let content = base.content;
  let ctype = base.ctype;
  let operation = base.operation;
  let config = base.config;
  let attachment = base.attachment;
  let ext = base.ext;
  let qos = base.qos;
  let senderName = base.senderName;
  let isSystem = base.isSystem;
  let priority = base.priority;
  let status = base.status;
  let editTimestamp = base.editTimestamp;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 8:
        type = reader.int32();
        break;
      case 18: {
        const outerEnd = reader.enter();
        from = readXidFields(reader, from);
        reader.leave(outerEnd);
        break;
      }
      case 26: {
        const outerEnd = reader.enter();
        to = readXidFields(reader, to);
        reader.leave(outerEnd);
        break;
      }
      case 34:
        content = reader.string();
        break;
      case 40:
        ctype = reader.int32();
        break;
      case 50: {
        const outerEnd = reader.enter();
        operation = readMessageOperationFields(reader, operation);
        reader.leave(outerEnd);
        break;
      }
      case 58:
        config = reader.string();
        break;
      case 66:
        attachment = reader.string();
        break;
      case 74:
        ext = reader.string();
        break;
      case 80:
        qos = reader.int32();
        break;
      case 90:
        senderName = reader.string();
        break;
      case 96:
        isSystem = reader.bool();
        break;
      case 104:
        priority = reader.uint32();
        break;
      case 112:
        status = reader.int32();
        break;
      case 120:
        editTimestamp = reader.uint64();
        break;
      default:
        reader.skip(fieldTag);
    }
  }
  return {
    type,
    from,
    to,
    content,
    ctype,
    operation,
    config,
    attachment,
    ext,
    qos,
    senderName,
    isSystem,
    priority,
    status,
    editTimestamp,
  };
}

const EMPTY_GROUP_NOTICE: GroupNotice = {
  type: 0,
  gid: undefined,
  from: undefined,
  to: [],
  content: '',
};

/** The `GroupNotice` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeGroupNotice(bytes: Uint8Array): GroupNotice {
  return readGroupNoticeFields(new Reader(bytes));
}

function readGroupNoticeFields(reader: Reader, base: GroupNotice = EMPTY_GROUP_NOTICE): GroupNotice {
  let type = base.type;
  let gid = base.gid;
  let from = base.from;
  const to = base.to.slice();
  let content = base.content;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 8:
        type = reader.int32();
        break;
      case 18: {
        const outerEnd = reader.enter();
        gid = readXidFields(reader, gid);
        reader.leave(outerEnd);
        break;
      }
      case 26: {
        const outerEnd = reader.enter();
        from = readXidFields(reader, from);
        reader.leave(outerEnd);
        break;
      }
      case 34: {
        const outerEnd = reader.enter();
        to.push(readXidFields(reader));
        reader.leave(outerEnd);
        break;
      }
      case 42:
        content = reader.string();
        break;
      default:
        reader.skip(fieldTag);
    }
  }
  return { type, gid, from, to, content };
}

const EMPTY_ROSTER_NOTICE: RosterNotice = {
  type: 0,
  from: undefined,
  to: [],
  content: '',
  rosterVsn: '',
};

/** The `RosterNotice` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeRosterNotice(bytes: Uint8Array): RosterNotice {
  return readRosterNoticeFields(new Reader(bytes));
}

function readRosterNoticeFields(reader: Reader, base: RosterNotice = EMPTY_ROSTER_NOTICE): RosterNotice {
  let type = base.type;
  let from = base.from;
  const to = base.to.slice();
  let content = base.content;
  let rosterVsn = base.rosterVsn;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 8:
        type = reader.int32();
        break;
      case 18: {
        const outerEnd = reader.enter();
        from = readXidFields(reader, from);
        reader.leave(outerEnd);
        break;
      }
      case 26: {
        const outerEnd = reader.enter();
        to.push(readXidFields(reader));
        reader.leave(outerEnd);
        break;
      }
      case 34:
        content = reader.string();
        break;
      case 42:
        rosterVsn = reader.string();
        break;
      default:
        reader.skip(fieldTag);
    }
  }
  return { type, from, to, content, rosterVsn };
}

const EMPTY_USER_NOTICE: UserNotice = {
  type: 0,
  content: '',
};

/** The `UserNotice` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeUserNotice(bytes: Uint8Array): UserNotice {
  return readUserNoticeFields(new Reader(bytes));
}

function readUserNoticeFields(reader: Reader, base: UserNotice = EMPTY_USER_NOTICE): UserNotice {
  let type = base.type;
  let content = base.content;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 8:
        type = reader.int32();
        break;
      case 18:
        content = reader.string();
        break;
      default:
        reader.skip(fieldTag);
    }
  }
  return { type, content };
}

const EMPTY_CONVERSATION: Conversation = {
  type: 0,
  operation: undefined,
};

/** The `Conversation` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeConversation(bytes: Uint8Array): Conversation {
  return readConversationFields(new Reader(bytes));
}

function readConversationFields(reader: Reader, base: Conversation = EMPTY_CONVERSATION): Conversation {
  let type = base.type;
  let operation = base.operation;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 8:
        type = reader.int32();
        break;
      case 18: {
        const outerEnd = reader.enter();
        operation = readConversationOperationFields(reader, operation);
        reader.leave(outerEnd);
        break;
      }
      default:
        reader.skip(fieldTag);
    }
  }
  return { type, operation };
}

const EMPTY_CONVERSATION_OPERATION: ConversationOperation = {
  type: 0,
  xid: undefined,
};

/** The `ConversationOperation` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeConversationOperation(bytes: Uint8Array): ConversationOperation {
  return readConversationOperationFields(new Reader(bytes));
}

function readConversationOperationFields(
  reader: Reader,
  base: ConversationOperation = EMPTY_CONVERSATION_OPERATION,
): ConversationOperation {
  let type = base.type;
  let xid = base.xid;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 8:
        type = reader.int32();
        break;
      case 18: {
        const outerEnd = reader.enter();
        xid = readXidFields(reader, xid);
        reader.leave(outerEnd);
        break;
      }
      default:
        reader.skip(fieldTag);
    }
  }
  return { type, xid };
}

const EMPTY_RTC_SIGNAL: RtcSignal = {
  type: 0,
  content: '',
  mediaServer: '',
};

/** The `RtcSignal` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeRtcSignal(bytes: Uint8Array): RtcSignal {
  return readRtcSignalFields(new Reader(bytes));
}

function readRtcSignalFields(reader: Reader, base: RtcSignal = EMPTY_RTC_SIGNAL): RtcSignal {
  let type = base.type;
  let content = base.content;
  let mediaServer = base.mediaServer;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 8:
        type = reader.int32();
        break;
      case 18:
        content = reader.string();
        break;
      case 26:
        mediaServer = reader.string();
        break;
      default:
        reader.skip(fieldTag);
    }
  }
  return { type, content, mediaServer };
}

const EMPTY_INFO: Info = {
  sdkVsn: '',
  network: 0,
  content: '',
};

/** The `Info` in `bytes`. Throws ImError `parseFailed`, and nothing else, when they hold none. */
export function decodeInfo(bytes: Uint8Array): Info {
  return readInfoFields(new Reader(bytes));
}

function readInfoFields(reader: Reader, base: Info = EMPTY_INFO): Info {
  let sdkVsn = base.sdkVsn;
  let network = base.network;
  let content = base.content;
  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {
    switch (fieldTag) {
      case 10:
        sdkVsn = reader.string();
        break;
      case 16:
        network = reader.int32();
        break;
      case 26:
        content = reader.string();
        break;
      default:
        reader.skip(fieldTag);
    }
  }
  return { sdkVsn, network, content };
}
