import { BodyType, ContentType, ImError, type MessageBody } from '@warbler/protocol';
import { MetaKind } from './meta.ts';

/** Bounds of one message. */
export interface MessageLimits {
  /** UTF-8 bytes of `content`. */
  readonly textBytes: number;
  /** UTF-8 bytes of each of `config`, `ext` and `attachment`. */
  readonly fieldBytes: number;
}

/**
 * Checks a message body against the bounds.
 *
 * @throws ImError `textTooLong` or `invalidParameter`, naming the field and its bound
 */
export function checkBody(body: MessageBody, limits: MessageLimits): void {
  const textBytes = Buffer.byteLength(body.content);
  if (textBytes > limits.textBytes) {
    throw new ImError('textTooLong', {
      message: `the text has ${textBytes} bytes, at most ${limits.textBytes} are allowed`,
    });
  }
  for (const field of ['config', 'ext', 'attachment'] as const) {
    const bytes = Buffer.byteLength(body[field]);
    if (bytes <= limits.fieldBytes) continue;
    throw new ImError('invalidParameter', {
      message: `${field} has ${bytes} bytes, at most ${limits.fieldBytes} are allowed`,
    });
  }
}

/**
 * Lets through the types that count as messages (XSYNC.md, unread).
 *
 * @throws ImError `invalidParameter` for a type that this server does not know
 */
export function checkType({ type }: MessageBody): void {
  if (type === BodyType.NORMAL || type === BodyType.CHAT || type === BodyType.GROUPCHAT) return;
  throw new ImError('invalidParameter', { message: `messages of type ${type} are not known` });
}

/** Whether others have to read it: all but call control, of which only the record of a finished call counts. */
export function kindOf(body: MessageBody): MetaKind {
  if (body.type === BodyType.OPER) return MetaKind.operation;
  if (body.ctype !== ContentType.RTC || isCallRecord(body.config)) return MetaKind.counted;
  return MetaKind.uncounted;
}

/** Whether a client wrote fields that only the server may set. */
export function hasServerFields(body: MessageBody): boolean {
  return (
    body.from !== undefined || body.to !== undefined || body.isSystem || body.status !== 0 || body.editTimestamp !== 0
  );
}

/** Users that one message may mention by id. */
const MENTIONS_MAX = 200;

/**
 * Checks whom a message mentions (XSYNC.md, config).
 *
 * @throws ImError `invalidParameter` for more than {@link MENTIONS_MAX} users
 */
export function checkMentions({ config }: MessageBody): void {
  if (!mayHave(config, 'mentionList')) return;
  const { mentionList } = readConfig(config);
  if (Array.isArray(mentionList) && mentionList.length > MENTIONS_MAX) {
    throw new ImError('invalidParameter', {
      message: `config.mentionList has ${mentionList.length} users, at most ${MENTIONS_MAX} are allowed`,
    });
  }
}

/** Whether a message is meant to alert everyone in its group (XSYNC.md, config). */
export function mentionsEveryone({ config }: MessageBody): boolean {
  return mayHave(config, 'mentionAll') && Boolean(readConfig(config).mentionAll);
}

/** Whether a config can have a key: most have none of interest, and need no parsing. JSON may also escape its letters. */
function mayHave(config: string, key: string): boolean {
  return config.includes(key) || config.includes('\\u');
}

function isCallRecord(config: string): boolean {
  return readConfig(config).action === 'record';
}

/** A config that is no JSON object is the app's own business. */
function readConfig(config: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(config);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
