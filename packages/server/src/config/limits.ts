import type { IntegerSetting, Unit } from './setting.ts';

const MEBIBYTE = 1_048_576;
const DAY_MS = 86_400_000;

/** Every bound of the server: what it holds back, its default and how far it may be moved. */
export const limitSettings = {
  frameBytes: limit(
    'bytes',
    MEBIBYTE,
    1024,
    16 * MEBIBYTE,
    'Largest frame taken from a socket, checked before decoding.',
  ),
  textBytes: limit('bytes', 65_536, 1, MEBIBYTE, 'Longest content of one message, as UTF-8.'),
  fieldBytes: limit('bytes', 65_536, 1, MEBIBYTE, 'Longest config, ext or attachment of one message, each, as UTF-8.'),
  pullPage: limit('count', 100, 1, 1000, 'Most messages in the answer to one pull; the client pulls again for more.'),
  historyPage: limit('count', 200, 1, 1000, 'Most messages in one page of history.'),
  firstUnread: limit('count', 500, 1, 10_000, 'Most conversations listed in the answer to one unread request.'),
  newDeviceBacklog: limit(
    'count',
    100,
    0,
    10_000,
    'Messages of each conversation that a device new to the account gets by pulling.',
  ),
  devicesPerUser: limit('count', 20, 1, 1000, 'Devices of one user that may be online at once; one more is refused.'),
  sendsPerSecond: limit('per second', 200, 1, 1_000_000, 'Messages that one device may send a second in the long run.'),
  sendBurst: limit(
    'count',
    600,
    1,
    1_000_000,
    'Messages that one device may send at once before the rate holds it back.',
  ),
  framesPerSecond: limit(
    'per second',
    1000,
    10,
    1_000_000,
    'Frames of all kinds that one connection may send a second in the long run.',
  ),
  frameBurst: limit(
    'count',
    3000,
    10,
    1_000_000,
    'Frames that one connection may send at once before the rate holds it back.',
  ),
  silenceMs: limit(
    'ms',
    150_000,
    1000,
    DAY_MS,
    'A connection that sends nothing for so long is closed. Clients beat every 50 s.',
  ),
  provisionTimeoutMs: limit('ms', 15_000, 100, 600_000, 'Time a new connection has to log in before it is closed.'),
  outboundBytes: limit(
    'bytes',
    4 * MEBIBYTE,
    65_536,
    1024 * MEBIBYTE,
    'Bytes that may wait for one slow connection before it is closed; its device then pulls what it missed.',
  ),
  badFrames: limit(
    'per minute',
    20,
    1,
    100_000,
    'Frames that do not parse which one connection may send in a minute before it is closed.',
  ),
  maxConnections: limit('count', 100_000, 1, 10_000_000, 'Connections held at once; one more is refused.'),
  storageQueue: limit(
    'count',
    100_000,
    100,
    10_000_000,
    'Requests that may wait for the storage thread; one more is refused with a retryable error.',
  ),
  tokenLifetimeMs: limit(
    'ms',
    30 * DAY_MS,
    1000,
    3650 * DAY_MS,
    'How long a user token stays valid. A password change ends it at once.',
  ),
  loginFailures: limit(
    'count',
    10,
    1,
    1_000_000,
    'Wrong passwords per account in 10 minutes, and ten times as many per address, before log-ins are refused.',
  ),
  httpBodyBytes: limit('bytes', MEBIBYTE, 1024, 64 * MEBIBYTE, 'Largest body of a REST request.'),
  stopMs: limit('ms', 5000, 0, 600_000, 'Time a stopping server gives what is in flight before it closes everything.'),
  cursorFlushMs: limit(
    'ms',
    1000,
    10,
    60_000,
    'How often the cursors of devices are written. A crash repeats at most so much of deliveries.',
  ),
  groupMembers: limit('count', 10_000, 2, 10_000_000, 'Members of a group.'),
  chatroomMembers: limit('count', 1_000_000, 2, 100_000_000, 'Members of a chatroom.'),
  groupsCreated: limit('count', 1000, 1, 1_000_000, 'Groups that one user may own.'),
  groupsJoined: limit('count', 1500, 1, 1_000_000, 'Groups that one user may be in.'),
  groupRequestMs: limit('ms', 7 * DAY_MS, 1000, 3650 * DAY_MS, 'How long applications and invitations of groups wait.'),
  recallWindowMs: limit(
    'ms',
    300_000,
    0,
    3650 * DAY_MS,
    'How long after sending its author may recall a message; 0: not at all. Owners and admins of a group always may.',
  ),
  receiptsKeptMembers: limit(
    'count',
    100,
    0,
    10_000,
    'Groups of at most so many members keep every receipt for the devices of the sender that are away; larger ones the first.',
  ),
  receiptsCountedMembers: limit(
    'count',
    20_000,
    2,
    1_000_000,
    'Groups of at most so many members say how many have read a message; larger ones only list who has.',
  ),
  receiptsPage: limit('count', 1000, 1, 10_000, 'Most users in one page of who has or has not read a message.'),
  accountCache: limit('count', 50_000, 100, 10_000_000, 'Accounts kept in memory.'),
  usernameMax: limit('characters', 64, 1, 255, 'Longest user name.'),
  passwordMax: limit('characters', 256, 8, 4096, 'Longest password.'),
} as const;

function limit(unit: Unit, value: number, min: number, max: number, description: string): IntegerSetting {
  return { kind: 'integer', unit, default: value, min, max, description };
}
