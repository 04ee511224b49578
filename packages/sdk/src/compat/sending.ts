import { BodyType, ImError, Qos } from '@warbler/protocol';
import { readContent } from '../content/read-content.ts';
import { encodeBody } from '../outbox/encode-send.ts';
import { conversationIdOf, type FlooId } from './given-ids.ts';
import { fieldIn, jsonText } from './json-text.ts';
import { type FlooMessage, typeNumber } from './message-shape.ts';
import type { World } from './world.ts';

/** What is sent; `ext` and `config` are texts of JSON, or what becomes one. */
export interface FlooSend {
  readonly uid?: FlooId;
  readonly gid?: FlooId;
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
  readonly gid: FlooId;
  readonly txt: string;
  readonly mentionAll?: boolean;
  readonly mentionList?: readonly number[];
  readonly mentionedMessage?: string;
  readonly pushMessage?: string;
  readonly senderNickname?: string;
}

/** Where a message goes once more. */
export interface FlooForward {
  readonly uid?: FlooId;
  readonly gid?: FlooId;
  readonly message: Pick<FlooMessage, 'content' | 'type' | 'attach'> & { readonly ext?: string };
}

/** Sends to a person or a group. Returns the message's id on this device. @throws ImError */
export function send(
  world: World,
  to: FlooId | undefined,
  { content = '', type = 'text', ...given }: FlooSend,
): number {
  const conversationId = conversationIdOf(to);
  const said = readContent({
    ctype: typeNumber(type),
    content,
    attachment: type === 'text' ? '' : jsonText(given.attachment),
  });
  const [ext, config] = [jsonText(given.ext), jsonText(given.config)];
  const { priority = 0 } = given;
  const extras = {
    ...(ext === '' ? {} : { ext }),
    ...(config === '' ? {} : { config }),
    ...(priority > 0 ? { priority } : {}),
  };
  return world.feed.sent(world.client.send(conversationId, { ...said, ...extras }));
}

/** Sends a text with whom it is meant for. */
export function sendMention(world: World, mention: FlooMention): number {
  const { gid, txt, ...rest } = mention;
  const { mentionAll = false, mentionList = [], mentionedMessage = '', pushMessage = '', senderNickname = '' } = rest;
  const config = { mentionAll, mentionList, mentionedMessage, pushMessage, senderNickname };
  return send(world, gid, { content: txt, config });
}

/** Tells a peer that the user types, or has stopped; lost while offline. */
export function sendTyping(world: World, to: FlooId, status: string): number {
  const ext = JSON.stringify({ input_status: status });
  const { connection, ids, me, platform } = world.parts;
  const envelope = { clientMid: ids.next(), from: me, to: conversationIdOf(to), timestampMs: platform.clock.now() };
  connection.send(encodeBody(envelope, { type: BodyType.CHAT, ext, qos: Qos.AT_MOST_ONCE }));
  return envelope.clientMid;
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
