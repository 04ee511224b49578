import { createRequire } from 'node:module';
import type { AppId, DeviceSn, UserId, UserNoticeType } from '@warbler/protocol';
import type { Static, TSchema } from 'typebox';
import { Type } from '../type.ts';

const App = Type.Unsafe<AppId>(Type.String());
const User = Type.Unsafe<UserId>(Type.Integer());
const Sn = Type.Unsafe<DeviceSn>(Type.Integer());

/** What nodes tell each other beside news, rarely enough to be JSON. */
const eventSchemas = {
  /** A node is there; `seq` of its envelope is that of the last event that it told all. */
  beacon: Type.Object({}),
  /** A node leaves. */
  bye: Type.Object({}),
  /** Something that a cache remembers is out of date. */
  forget: Type.Object({ cache: Type.String(), key: Type.String() }),
  /** Sessions of a user end; see `Revocation`. */
  revoke: Type.Object({
    appId: App,
    user: User,
    only: Type.Optional(Type.Array(Type.String())),
    except: Type.Optional(Type.String()),
    why: Type.Unsafe<UserNoticeType>(Type.Integer()),
    logout: Type.Optional(Type.Enum(['kicked', 'removed', 'password_changed', 'signed_out'])),
    removedSn: Type.Optional(Sn),
  }),
  /** Told to one node: a device that was online there has logged in at another one. */
  moved: Type.Object({ user: User, deviceSn: Sn, login: Type.Integer() }),
  /** Told to one node: a device that is online there takes no pushes any more. */
  unbound: Type.Object({
    user: User,
    deviceSn: Sn,
    platform: Type.Integer(),
    deviceInfo: Type.String(),
    leftAtMs: Type.Union([Type.Integer(), Type.Null()]),
  }),
  /** So much was lost that everyone has to look into the store. */
  check: Type.Object({}),
} as const;

/** Names of {@link ClusterEvents}. */
export type EventName = keyof typeof eventSchemas;

/** What each event says. */
export type ClusterEvents = { readonly [Name in EventName]: Static<(typeof eventSchemas)[Name]> };

/** An event with who tells it. */
export interface Envelope {
  readonly name: EventName;
  readonly body: ClusterEvents[EventName];
  /** Another one at each start of a node. */
  readonly boot: string;
  readonly node: number;
  /** Counts what a node told all others; 0 where it told one. */
  readonly seq: number;
}

const EnvelopeSchema = Type.Object({
  name: Type.String(),
  body: Type.Object({}),
  boot: Type.String(),
  node: Type.Integer({ minimum: 0, maximum: 30 }),
  seq: Type.Integer({ minimum: 0 }),
});

/** As bytes. */
export function encodeEvent(envelope: Envelope): Uint8Array {
  return Buffer.from(JSON.stringify(envelope));
}

/**
 * Reads an event.
 *
 * @returns its envelope alone, when the event is one of a newer version
 * @throws Error for what is no event
 */
export function decodeEvent(bytes: Uint8Array): Envelope | Omit<Envelope, 'name' | 'body'> {
  const { Value } = loadChecker();
  const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
  if (!Value.Check(EnvelopeSchema, value)) throw new Error('a node told something that is no event');
  const { boot, node, seq } = value;
  const schema = (eventSchemas as Readonly<Record<string, TSchema>>)[value.name];
  if (schema === undefined) return { boot, node, seq };
  if (!Value.Check(schema, value.body)) throw new Error(`a node told of "${value.name}" what can't be`);
  return value as Envelope;
}

/** Loaded with the first event: a server that is alone does without its 680 files. */
function loadChecker(): typeof import('typebox/value') {
  return load('typebox/value');
}

const load = createRequire(import.meta.url);
