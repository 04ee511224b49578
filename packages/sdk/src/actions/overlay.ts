import type { MessageId } from '@warbler/protocol';
import { type ReadState, readOne } from '../chat/read-state.ts';
import type { Message } from '../message.ts';
import { textAfter } from '../sync/apply-edit.ts';
import type { Action, Deletion, EditAction } from './action.ts';

/**
 * What the user has done and the server has not answered, laid over what is stored: so that it is seen at once, and
 * nothing needs to be restored when the server refuses. Immutable.
 */
export class Overlay {
  readonly #gone = new Set<MessageId>();
  readonly #othersGone = new Set<MessageId>();
  readonly #edits = new Map<MessageId, EditAction[]>();
  /** Changed messages, so that each is the same object as long as nothing in it changes. */
  readonly #shown = new Map<MessageId, { readonly message: Message; readonly shown: Message }>();
  /** The latest deletion of the conversation. */
  readonly deletion: Deletion | undefined;
  readonly #clearedUpTo: MessageId;

  /** `before` is the overlay that this one takes the place of. */
  constructor(actions: readonly Action[], before: Overlay | undefined) {
    let clearedUpTo = -1;
    let deletion: Deletion | undefined;
    for (const action of actions) {
      switch (action.kind) {
        case 'recall':
        case 'delete':
          this.#gone.add(action.mid);
          if (action.isOther) this.#othersGone.add(action.mid);
          break;
        case 'edit':
          this.#edits.set(action.mid, [...(this.#edits.get(action.mid) ?? []), action]);
          break;
        case 'clear':
          clearedUpTo = Math.max(clearedUpTo, action.upTo);
          deletion = action;
          break;
        default:
          action.kind satisfies 'markUnread';
      }
    }
    this.deletion = deletion;
    this.#clearedUpTo = clearedUpTo as MessageId;
    if (before) this.#takeOver(before);
  }

  /** The message as the user sees it; undefined when it is gone. Works for messages with an id. */
  show(message: Message): Message | undefined {
    const { id } = message;
    if (id === undefined) return message;
    if (id <= this.#clearedUpTo || this.#gone.has(id)) return undefined;
    const edits = this.#edits.get(id);
    if (!edits) return message;
    const known = this.#shown.get(id);
    if (known?.message === message) return known.shown;
    const shown = edits.reduce(edited, message);
    this.#shown.set(id, { message, shown });
    return shown;
  }

  /** What is left of what waits to be read. */
  readAfter(read: ReadState): ReadState {
    return [...this.#othersGone].reduce(readOne, read);
  }

  #takeOver(before: Overlay): void {
    for (const [mid, edits] of this.#edits) {
      const known = before.#shown.get(mid);
      if (known && isSame(edits, before.#edits.get(mid) ?? [])) this.#shown.set(mid, known);
    }
  }
}

function edited(message: Message, { isAppended, text, atMs }: EditAction): Message {
  const { content } = message;
  if (content.type !== 'text') return message;
  const editedMs = Math.max(message.editedMs ?? 0, atMs);
  return { ...message, content: { type: 'text', text: textAfter(content.text, { isAppended, text }) }, editedMs };
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}
