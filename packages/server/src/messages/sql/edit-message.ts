import {
  BodyType,
  decodeMessageBody,
  encodeMessageBody,
  ImError,
  type MessageBody,
  type MessageId,
  OperationType,
} from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { mergeJson } from '../merge-json.ts';
import { checkBody, type MessageLimits } from '../message-rules.ts';
import { type Appended, MetaKind, type NewMeta } from '../meta.ts';
import { appendMeta, findRepeat } from './append-meta.ts';
import { findLog } from './conversation-log.ts';
import { findMessage, isRecalled } from './find-message.ts';

/** How long the repeat of an edit is known after a later edit took its place. */
const REPEATS_KEPT_MS = 10 * 60_000;

/** Content is to be appended to a message, or to take the place of what it says. */
export interface EditInput {
  /** The operation as it was sent; `payload` is what live devices get, but for the time of the edit. */
  readonly meta: NewMeta;
  readonly target: MessageId;
  readonly operation: MessageBody;
  readonly isAppend: boolean;
  readonly limits: MessageLimits;
}

/** What came of an edit; `payload` is what live devices are told. */
export interface Edited extends Appended {
  readonly editedAtMs: number;
  readonly payload: Uint8Array;
}

/**
 * Edits a message. The message itself carries its present state, which history shows. The log keeps one operation a
 * message, however often it is edited: a REPLACE with the whole present state, for devices that come later.
 *
 * @throws ImError `messageNotFound`, `noPermission` for somebody else's, `textTooLong`, `invalidParameter`
 */
export function editMessage(store: StoreContext, input: EditInput): Edited {
  const { meta, target, operation } = input;
  const repeat = findRepeat(store, meta);
  // A stored edit carries its edit time as the time it was sent.
  if (repeat !== undefined) return { ...repeat, editedAtMs: repeat.sentAtMs, payload: meta.payload };
  const { conversation, after, payload } = rehearse(store, input);
  const editedAtMs = after.editTimestamp;
  store.statements
    .prepare('update messages set payload = ? where conversation_id = ? and mid = ?')
    .run(encodeMessageBody(after), conversation, target);
  store.statements.prepare(SUPERSEDE).run(conversation, target);
  store.statements.prepare(FORGET).run(meta.nowMs - REPEATS_KEPT_MS);
  const whole = { ...operation, ...stateOf(after), operation: { ...operation.operation, type: OperationType.REPLACE } };
  const appended = appendMeta(store, {
    ...meta,
    payload: encodeMessageBody({ ...whole, type: BodyType.OPER }),
    sentPayload: meta.sentPayload ?? meta.payload,
    nowMs: editedAtMs,
  });
  return { ...appended, editedAtMs, payload };
}

/**
 * What live devices are told of an edit that nobody else hears of; nothing is stored.
 *
 * @throws ImError as {@link editMessage}
 */
export function rehearseEdit(store: StoreContext, input: EditInput): Pick<Edited, 'payload'> {
  return { payload: rehearse(store, input).payload };
}

interface Rehearsed extends Pick<Edited, 'payload'> {
  readonly conversation: number;
  /** What the message would say. */
  readonly after: MessageBody;
}

function rehearse(store: StoreContext, input: EditInput): Rehearsed {
  const { meta, target, operation, limits } = input;
  const log = findLog(store, meta.pair);
  const message = log && findMessage(store, log.id, target);
  if (message === undefined || isRecalled(message)) throw new ImError('messageNotFound');
  if (message.from !== meta.from) throw new ImError('noPermission', { message: 'only its author may edit a message' });
  const before = decodeMessageBody(message.payload);
  const editTimestamp = Math.max(meta.nowMs, message.sentAtMs, before.editTimestamp + 1);
  const after = { ...changed(before, input), editTimestamp };
  checkBody(after, limits);
  return { conversation: message.conversation, after, payload: encodeMessageBody({ ...operation, editTimestamp }) };
}

function changed(before: MessageBody, { operation, isAppend }: EditInput): MessageBody {
  const { content } = operation;
  const replaced = content === '' ? before.content : content;
  return {
    ...before,
    content: isAppend ? before.content + content : replaced,
    config: mergeJson(before.config, operation.config),
    ext: mergeJson(before.ext, operation.ext),
  };
}

function stateOf({ content, config, ext, editTimestamp }: MessageBody) {
  return { content, config, ext, editTimestamp };
}

const SUPERSEDE = `update messages set kind = ${MetaKind.superseded}, payload = x''
  where conversation_id = ? and about_mid = ? and about_mid > 0 and kind = ${MetaKind.operation}`;

/** Of all conversations: also of messages that are edited no more. */
const FORGET = `delete from messages where kind = ${MetaKind.superseded} and sent_at < ?`;
