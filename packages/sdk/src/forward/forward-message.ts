import { type ConversationId, ImError, isGroupId } from '@warbler/protocol';
import type { Client } from '../client.ts';
import { signOf } from '../files/file-address.ts';
import type { ForwardedMessage, Message, MessageContent } from '../message.ts';

/** Messages of one conversation, as one. */
export interface MergedForward {
  /** Shown above them, such as "Ann and Ben". */
  readonly title: string;
  readonly messages: readonly Message[];
}

/** Files of a merged forward whose addresses are asked for at once. */
const maxAtOnce = 4;

/**
 * Sends a copy of a message to another conversation. A file is not uploaded again, but needs the server.
 * @throws ImError `notLoggedIn`, `fileNotFound`, `serverUnreachable`, ...
 */
export async function forwardMessage(client: Client, to: ConversationId, message: Message): Promise<Message> {
  const [content = message.content] = await readdressed(client, to, [message.content]);
  return client.send(to, { ...content, ...(message.ext === undefined ? {} : { ext: message.ext }) });
}

/** Sends messages to another conversation as one message. @throws ImError as `forwardMessage`, `invalidParameter`. */
export async function forwardMerged(
  client: Client,
  to: ConversationId,
  { title, messages }: MergedForward,
): Promise<Message> {
  const contents = await readdressed(
    client,
    to,
    messages.map(({ content }) => content),
  );
  const forwarded = messages.map((message, at) => forwardedOf(message, contents[at] ?? message.content));
  return client.send(to, { type: 'forward', title, messages: forwarded });
}

function forwardedOf({ id, from, timestampMs, ext }: Message, content: MessageContent): ForwardedMessage {
  if (id === undefined)
    throw new ImError('invalidParameter', { message: 'Only messages that are sent can be forwarded' });
  return { id, from, timestampMs, content, ...(ext === undefined ? {} : { ext }) };
}

/** The receivers get files under addresses of their own: what the sender deletes stays theirs. */
async function readdressed(
  client: Client,
  to: ConversationId,
  contents: readonly MessageContent[],
): Promise<readonly MessageContent[]> {
  const found: MessageContent[] = [];
  for (let at = 0; at < contents.length; at += maxAtOnce) {
    const some = contents.slice(at, at + maxAtOnce);
    found.push(...(await Promise.all(some.map((content) => readdress(client, to, content)))));
  }
  return found;
}

async function readdress(client: Client, to: ConversationId, content: MessageContent): Promise<MessageContent> {
  if (content.type === 'forward') {
    const inner = content.messages.map((message) => message.content);
    const contents = await readdressed(client, to, inner);
    const messages = content.messages.map((message, at) => ({ ...message, content: contents[at] ?? message.content }));
    return { ...content, messages };
  }
  const sign = 'url' in content ? signOf(content.url) : undefined;
  if (sign === undefined) return content;
  const query = { file_sign: sign, to_id: to, to_type: isGroupId(to) ? 2 : 1 };
  const url = await client.seam.account()?.rest.get('/file/upload/forward', query);
  if (typeof url !== 'string') throw new ImError(url === undefined ? 'notLoggedIn' : 'responseInvalid');
  return { ...content, url } as MessageContent;
}
