import { ImError } from '@warbler/protocol';
import type { OutgoingContent } from '../message.ts';
import { parseObject } from './parse-object.ts';
import { utf8Length } from './utf8-length.ts';

/** Bound of a server by default: told at once rather than after the way to the server and back. */
const maxTextBytes = 65_536;

/** @throws ImError `invalidParameter` for no text, `textTooLong`. */
export function checkText(text: string): void {
  if (text === '') throw new ImError('invalidParameter', { message: 'A text message needs a text' });
  const textBytes = utf8Length(text);
  if (textBytes > maxTextBytes) throw new ImError('textTooLong', { details: { textBytes, maxTextBytes } });
}

/** @throws ImError `invalidParameter` for what nobody could read, `textTooLong`. */
export function checkContent(content: OutgoingContent): void {
  if (content.type === 'text') checkText(content.text);
  else if ('text' in content && content.text) checkText(content.text);
  if ('url' in content && content.url === '') refuse('A file needs an address: `@warbler/sdk/files` uploads it');
  if (content.type === 'location' && !Number.isFinite(content.latitude + content.longitude)) refuse('Not a place');
  if (content.type === 'forward' && content.messages.length === 0) refuse('Nothing to forward');
  if (content.config !== undefined && content.config !== '' && !parseObject(content.config)) {
    refuse('`config` is a JSON object');
  }
}

function refuse(message: string): never {
  throw new ImError('invalidParameter', { message });
}
