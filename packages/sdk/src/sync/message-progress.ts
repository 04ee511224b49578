import { isGroupId } from '@warbler/protocol';
import type { Message, MessageState } from '../message.ts';
import type { Receipt } from './meta-event.ts';

const order: Readonly<Record<MessageState, number>> = {
  failed: 0,
  sending: 0,
  received: 0,
  sent: 1,
  delivered: 2,
  read: 3,
};

/** The further of two states of one message: receipts may come late and in any order, and none takes one back. */
function laterStatus(one: MessageState, other: MessageState): MessageState {
  return order[other] > order[one] ? other : one;
}

/**
 * A message that is stored, with what history says of it now. The app knows it by its local id; and the stream may have
 * told of an edit or a receipt while the history was under way.
 */
export function mergeMessages(stored: Message, fetched: Message): Message {
  const isStoredLater = (stored.editedMs ?? 0) > (fetched.editedMs ?? 0);
  const { content, ext, config, editedMs } = isStoredLater ? stored : fetched;
  const { ext: _ext, config: _config, editedMs: _editedMs, ...rest } = fetched;
  return {
    ...rest,
    localId: stored.localId,
    content,
    ...(ext === undefined ? {} : { ext }),
    ...(config === undefined ? {} : { config }),
    ...(stored.isPlayed ? { isPlayed: true } : {}),
    ...(editedMs === undefined ? {} : { editedMs }),
    status: laterStatus(stored.status, fetched.status),
    ...(stored.readers ? { readers: stored.readers, readCount: stored.readers.length } : {}),
  };
}

/** Readers of a message that are remembered by name. */
const maxReaders = 500;

/** A message after somebody received, read or played it; the same object when that is known already. */
export function withReceipt(message: Message, { status, from }: Receipt): Message {
  if (status === 'played') return message.isPlayed ? message : { ...message, isPlayed: true };
  const later = laterStatus(message.status, status);
  const after = later === message.status ? message : { ...message, status: later };
  const { readers = [] } = message;
  const isCounted = status === 'read' && isGroupId(message.conversationId) && readers.length < maxReaders;
  if (!isCounted || readers.includes(from)) return after;
  return { ...after, readers: [...readers, from], readCount: readers.length + 1 };
}
