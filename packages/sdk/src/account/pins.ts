import { type ConversationId, ImError, parseConversationId } from '@warbler/protocol';
import { fieldsOf, listOf } from '../http/fields.ts';
import type { UserRest } from '../http/user-rest.ts';
import type { AccountStore } from '../store/account-store.ts';

/** What pins need. */
export interface PinsOptions {
  readonly rest: UserRest;
  readonly store: AccountStore;
  /** These conversations are pinned now, or no longer. */
  changed(ids: readonly ConversationId[]): void;
}

/** The conversations that the user wants above the others, on all devices. */
export class Pins {
  readonly #options: PinsOptions;
  #ids: ReadonlySet<ConversationId> = new Set();

  constructor(options: PinsOptions) {
    this.#options = options;
  }

  /** Takes up what is stored. */
  async open(): Promise<void> {
    this.#ids = new Set(await this.#options.store.pins());
  }

  has(id: ConversationId): boolean {
    return this.#ids.has(id);
  }

  /** Asks the server. One that has no pins has none pinned. */
  async refresh(): Promise<void> {
    try {
      const answer = fieldsOf(await this.#options.rest.get('/user/conversation/pin_list'));
      this.#set(new Set(listOf(answer.conversation_ids).map(parseConversationId)));
    } catch (error) {
      if (ImError.from(error).code !== 'unknownCall') throw error;
    }
  }

  /** @throws ImError `userNotFound`, `notGroupMember`, ... */
  async change(id: ConversationId, isPinned: boolean): Promise<void> {
    await this.#options.rest.post(`/user/conversation/${isPinned ? 'pin' : 'unpin'}`, { conversation_id: id });
    const ids = new Set(this.#ids);
    if (isPinned) ids.add(id);
    else ids.delete(id);
    this.#set(ids);
  }

  #set(ids: ReadonlySet<ConversationId>): void {
    const { changed, store } = this.#options;
    const before = this.#ids;
    const moved = [...ids, ...before].filter((id) => ids.has(id) !== before.has(id));
    if (moved.length === 0) return;
    this.#ids = ids;
    void store.write([store.pinsChange([...ids])]);
    changed(moved);
  }
}
