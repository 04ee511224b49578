import { ContentType, type MessageId, type UserId } from '@warbler/protocol';
import type { FileContent, ForwardedMessage, MessageContent } from '../message.ts';
import { parseObject } from './parse-object.ts';
import type { WireContent } from './wire-content.ts';

/** Forwards of forwards are opened so deep. */
const maxDepth = 5;

/** Reads what a body says. What cannot be read of an attachment is left out; a file without an address is unsupported. */
export function readContent(wire: WireContent): MessageContent {
  return readAt(wire, 0);
}

function readAt(wire: WireContent, depth: number): MessageContent {
  const { ctype, content: text } = wire;
  const fields = new Map(Object.entries(parseObject(wire.attachment) ?? {}));
  switch (ctype) {
    case ContentType.TEXT:
      return { type: 'text', text };
    case ContentType.COMMAND:
      return { type: 'command', text };
    case ContentType.RTC:
      return { type: 'rtc', text };
    case ContentType.FORWARD:
      return readForward(wire, depth) ?? unsupported(wire);
    case ContentType.LOCATION: {
      const [latitude, longitude] = [takeNumber(fields, 'lat'), takeNumber(fields, 'lon')];
      if (latitude === undefined || longitude === undefined) return unsupported(wire);
      const address = takeText(fields, 'addr');
      return { type: 'location', latitude, longitude, ...defined({ address }), ...rest(text, fields) };
    }
    default:
      return readFile(wire, fields) ?? unsupported(wire);
  }
}

function readFile({ ctype, content: text }: WireContent, fields: Map<string, unknown>): MessageContent | undefined {
  const url = takeText(fields, 'url');
  if (url === undefined) return undefined;
  const named = { name: takeText(fields, 'dName'), sizeBytes: takeNumber(fields, 'fLen') };
  const file = (): FileContent => ({ url, ...defined(named), ...rest(text, fields) });
  const take = (name: string) => takeNumber(fields, name);
  switch (ctype) {
    case ContentType.IMAGE: {
      const size = defined({ width: take('width'), height: take('height') });
      return { type: 'image', ...size, ...file() };
    }
    case ContentType.AUDIO: {
      const played = defined({ durationS: take('duration') });
      return { type: 'audio', ...played, ...file() };
    }
    case ContentType.VIDEO: {
      const size = { width: take('width'), height: take('height') };
      const shown = defined({ ...size, durationS: take('duration'), coverUrl: takeText(fields, 'tUrl') });
      return { type: 'video', ...shown, ...file() };
    }
    case ContentType.FILE:
      return { type: 'file', ...file() };
    default:
      return undefined;
  }
}

/** sdk-native.md §5.3; what says the same in a bare list is read as well. */
function readForward({ content, attachment }: WireContent, depth: number): MessageContent | undefined {
  const parsed = parseObject(attachment);
  const list = Array.isArray(parsed) ? parsed : parsed?.messages;
  if (!Array.isArray(list) || depth >= maxDepth) return undefined;
  const title = typeof parsed?.dName === 'string' ? parsed.dName : content;
  return { type: 'forward', title, messages: list.flatMap((each: unknown) => readForwarded(each, depth)) };
}

function readForwarded(row: unknown, depth: number): readonly ForwardedMessage[] {
  if (typeof row !== 'object' || row === null) return [];
  const fields = new Map<string, unknown>(Object.entries(row));
  const { content, attachment, extension: ext }: { content?: unknown; attachment?: unknown; extension?: unknown } = row;
  const wire = {
    ctype: takeNumber(fields, 'contentType') ?? 0,
    content: textOr(content),
    attachment: json(attachment),
  };
  return [
    {
      id: (takeNumber(fields, 'msgId') ?? 0) as MessageId,
      from: (takeNumber(fields, 'fromId') ?? 0) as UserId,
      timestampMs: takeNumber(fields, 'serverTimestamp') || takeNumber(fields, 'clientTimestamp') || 0,
      content: readAt(wire, depth + 1),
      ...(json(ext) === '' ? {} : { ext: json(ext) }),
    },
  ];
}

function unsupported({ ctype, content, attachment }: WireContent): MessageContent {
  const said = { text: content || undefined, attachment: attachment || undefined };
  return { type: 'unsupported', contentType: ctype, ...defined(said) };
}

function rest(text: string, fields: Map<string, unknown>): Pick<FileContent, 'text' | 'more'> {
  return defined({ text: text || undefined, more: fields.size > 0 ? Object.fromEntries(fields) : undefined });
}

function takeText(fields: Map<string, unknown>, name: string): string | undefined {
  const value = fields.get(name);
  if (typeof value !== 'string') return undefined;
  fields.delete(name);
  return value;
}

/** Deployed clients write some numbers as strings. */
function takeNumber(fields: Map<string, unknown>, name: string): number | undefined {
  const value = fields.get(name);
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  fields.delete(name);
  return number;
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function json(value: unknown): string {
  if (typeof value === 'string' || value === undefined || value === null) return textOr(value);
  return JSON.stringify(value);
}

/** The fields that have a value. */
function defined<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  // Only what is undefined is gone, which the type leaves out.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields> as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}
