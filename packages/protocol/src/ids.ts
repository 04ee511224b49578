import { ImError } from './im-error.ts';

declare const brand: unique symbol;

type Branded<Base, Name extends string> = Base & { readonly [brand]: { readonly [Key in Name]: true } };

/**
 * A uid as the wire addresses a conversation: a user's id, a group's id, or 0 for the system. 0 to 2^53 - 1.
 * Users and groups share one id space (XSYNC.md, Ids).
 */
export type ConversationId = Branded<number, 'ConversationId'>;

/** A user's id. 0 to 2^53 - 1; those that Warbler gives out are even. Unique over all apps. */
export type UserId = Branded<ConversationId, 'UserId'>;

/** A group's id. 0 to 2^53 - 1; those that Warbler gives out are odd. Unique over all apps. */
export type GroupId = Branded<ConversationId, 'GroupId'>;

/** The id of an announcement or a shared file of a group. Grows; unique over all apps. 1 to 2^53 - 1. */
export type GroupRecordId = Branded<number, 'GroupRecordId'>;

/** A server message id (mid): unique per app, grows strictly within a conversation. Layout: `composeMessageId`. */
export type MessageId = Branded<number, 'MessageId'>;

/** A client's id of a message it sends (client_mid): milliseconds, so not unique (XSYNC.md, Sending). */
export type ClientMessageId = Branded<number, 'ClientMessageId'>;

/** The serial number of one of a user's devices, from 1; 0 addresses all of them. 0 to 2^32 - 1. */
export type DeviceSn = Branded<number, 'DeviceSn'>;

/** The dense number of a message in its conversation, from 1; 0 is before the first. */
export type Seq = Branded<number, 'Seq'>;

/** A tenant: 1 to 64 of `A-Z a-z 0-9 _ . -`. */
export type AppId = Branded<string, 'AppId'>;

/** The system conversation (XSYNC.md, Ids). */
export const SYSTEM_CONVERSATION_ID = 0 as ConversationId;

/**
 * A user id from outside: a safe integer of 0 or more, or its decimal string, as the REST contract lets clients send
 * either (rest-api.md §1). Throws ImError `invalidParameter` otherwise. Does not ask whether the user exists.
 */
export function parseUserId(value: unknown): UserId {
  return parseInteger(value, 'user id') as UserId;
}

/** A group id from outside; accepts and throws like {@link parseUserId}. */
export function parseGroupId(value: unknown): GroupId {
  return parseInteger(value, 'group id') as GroupId;
}

/** The id of an announcement or a shared file from outside; accepts and throws like {@link parseUserId}. */
export function parseGroupRecordId(value: unknown): GroupRecordId {
  return parseInteger(value, 'record id') as GroupRecordId;
}

/** The address of a conversation from outside; accepts and throws like {@link parseUserId}. */
export function parseConversationId(value: unknown): ConversationId {
  return parseInteger(value, 'conversation id') as ConversationId;
}

/** A server message id from outside; accepts and throws like {@link parseUserId}. */
export function parseMessageId(value: unknown): MessageId {
  return parseInteger(value, 'message id') as MessageId;
}

/** A client message id from outside; accepts and throws like {@link parseUserId}. */
export function parseClientMessageId(value: unknown): ClientMessageId {
  return parseInteger(value, 'client message id') as ClientMessageId;
}

/** A sequence number from outside; accepts and throws like {@link parseUserId}. */
export function parseSeq(value: unknown): Seq {
  return parseInteger(value, 'sequence number') as Seq;
}

/** A device's serial number from outside: like {@link parseUserId}, below 2^32. */
export function parseDeviceSn(value: unknown): DeviceSn {
  const deviceSn = parseInteger(value, 'device serial number');
  if (deviceSn > 0xffff_ffff)
    throw new ImError('invalidParameter', { message: 'a device serial number is below 2^32' });
  return deviceSn as DeviceSn;
}

/** An app id from outside. Throws ImError `invalidParameter` for anything but 1 to 64 of `A-Z a-z 0-9 _ . -`. */
export function parseAppId(value: unknown): AppId {
  if (typeof value !== 'string' || !/^[\w.-]{1,64}$/.test(value)) {
    throw new ImError('invalidParameter', { message: 'an app id is 1 to 64 letters, digits, "_", "." or "-"' });
  }
  return value as AppId;
}

/** Whether an id is a group's: Warbler gives odd ids to groups and even ones to users, so that an id alone tells. */
export function isGroupId(id: ConversationId): id is GroupId {
  return id % 2 === 1;
}

function parseInteger(value: unknown, what: string): number {
  const number = typeof value === 'string' && /^(0|[1-9]\d{0,15})$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number + 0;
  throw new ImError('invalidParameter', { message: `a ${what} is an integer from 0 to 2^53 - 1` });
}
