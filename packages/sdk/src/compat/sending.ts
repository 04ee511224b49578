import { ContentType, type ConversationId, ImError, isGroupId } from '@warbler/protocol';
import { encodeBody } from '../outbox/encode-send.ts';
import type { OutgoingBody } from '../outbox/sender.ts';
import { fieldIn, jsonText } from './json-text.ts';
import { type FlooMessage, typeNumber } from './message-shape.ts';
import { conversationIdOf, type World } from './world.ts';

type Id = number | string;

/** What is sent; `ext` and `config` are texts of JSON, or what becomes one. */
export interface FlooSend {
  readonly uid?: Id;
  readonly gid?: Id;
  readonly content?: string;
  /** Default: `text`. */
  readonly type?: string;
  readonly ext?: unknown;
  readonly config?: unknown;
  readonly attachment?: unknown;
  /** 0 to 10; for chatrooms. */
  readonly priority?: number;
}

/** A text that is meant for members of a group. */
export interface FlooMention {
  readonly gid: Id;
  readonly txt: string;
  readonly mentionAll?: boolean;
  readonly mentionList?: readonly number[];
  readonly mentionedMessage?: string;
  readonly pushMessage?: string;
  readonly senderNickname?: string;
}

/** Where a message goes once more. */
export interface FlooForward {
  readonly uid?: Id;
  readonly gid?: Id;
  readonly message: Pick<FlooMessage, 'content' | 'type' | 'attach'> & { readonly ext?: string };
}

/** Sends to a person or a group. Returns the message's id on this device. @throws ImError */
export function send(world: World, to: Id | undefined, { content = '', type = 'text', ...given }: FlooSend): number {
  const conversationId = conversationIdOf(to);
  const ctype = typeNumber(type);
  const config = jsonText(given.config);
  const { priority = 0 } = given;
  const body: OutgoingBody = {
    ...{ ctype, content, ext: jsonText(given.ext) },
    config: isGroupId(conversationId) ? withReaders(world, conversationId, config) : config,
    attachment: ctype === ContentType.TEXT ? '' : jsonText(given.attachment),
    ...(priority > 0 ? { priority } : {}),
  };
  return world.feed.sent(world.parts.sender.sendBody(conversationId, body));
}

/** Sends a text with whom it is meant for. */
export function sendMention(world: World, mention: FlooMention): number {
  const { gid, txt, ...rest } = mention;
  const { mentionAll = false, mentionList = [], mentionedMessage = '', pushMessage = '', senderNickname = '' } = rest;
  const config = { mentionAll, mentionList, mentionedMessage, pushMessage, senderNickname };
  return send(world, gid, { content: txt, config });
}

/** Tells a peer that the user types, or has stopped; lost while offline. */
export function sendTyping(world: World, to: Id, status: string): number {
  const ext = JSON.stringify({ input_status: status });
  return sendPassing(world, conversationIdOf(to), { ctype: ContentType.TEXT, ext, qos: 1 });
}

/** Sends what is not kept on this device. Returns its id. */
export function sendPassing(world: World, to: ConversationId, body: OutgoingBody & { readonly qos?: 0 | 1 }): number {
  const { ids, me, outbox, platform } = world.parts;
  const clientMid = ids.next();
  const envelope = { clientMid, from: me, to, timestampMs: platform.clock.now() };
  const frame = encodeBody(envelope, { ...body, type: isGroupId(to) ? 3 : 2 });
  if (body.qos === 1) world.parts.connection.send(frame);
  else {
    outbox.add('receipts', clientMid, frame);
    outbox.ready(clientMid, frame);
  }
  return clientMid;
}

/** Sends a message once more; a file is shared with its new reader first, and the id comes with an event then. */
export function forward(world: World, { uid, gid, message }: FlooForward): number | undefined {
  const to = gid ?? uid;
  const { content, type, attach } = message;
  const url = fieldIn(attach, 'url');
  if (typeof url !== 'string' || !url.includes('sign=')) return send(world, to, { content, type, attachment: attach });
  const file_sign = url.slice(url.indexOf('sign=') + 'sign='.length);
  const ticket = { file_sign, to_id: to, to_type: gid === undefined ? 1 : 2 };
  world.rest
    .call<string>('/file/upload/forward', ticket)
    .then((shared) => send(world, to, { content, type, attachment: { ...attach, url: shared } }))
    .catch((error: unknown) => world.error('FAIL', ImError.from(error).message));
  return undefined;
}

/** Members whose receipts are wanted are named, unless the caller named some. */
function withReaders(world: World, groupId: ConversationId, config: string): string {
  const readers = isGroupId(groupId) ? world.parts.groups.members.askedToRead(groupId) : [];
  if (readers.length === 0 || config.includes('groupMemberList')) return config;
  return JSON.stringify({ ...(config === '' ? {} : JSON.parse(config)), groupMemberList: readers });
}
