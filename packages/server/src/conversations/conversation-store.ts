import type { ConversationId, UserId } from '@warbler/protocol';
import type { Appended } from '../messages/index.ts';
import type { ProcedureCaller } from '../storage/index.ts';
import type { conversationProcedures } from './procedures.ts';
import type { ClearInput } from './sql/clear-conversation.ts';
import type { Behind, BehindInput } from './sql/list-behind.ts';
import type { ConversationPage, ConversationPageInput } from './sql/list-conversations.ts';
import type { GroupMembership } from './sql/list-memberships.ts';
import type { ConversationUnread, UnreadInput } from './sql/list-unread.ts';
import type { Waiting, WaitingInput } from './sql/list-waiting.ts';
import type { PinInput, UnpinInput } from './sql/pin-conversation.ts';
import type { Cursor } from './sql/save-cursors.ts';

/** What users see of their conversations. Every implementation passes the conversation contract suite. */
export interface ConversationStore {
  /** The user's conversations with their unread counts, least recently active first. */
  unread(input: UnreadInput): Promise<readonly ConversationUnread[]>;
  /** The same for a device that has just logged in, and whether it may miss more than that. */
  waiting(input: WaitingInput): Promise<Waiting>;
  /** A page of the user's conversations with their last messages, most recently active first. */
  list(input: ConversationPageInput): Promise<ConversationPage>;
  /** The conversations in which a device has something to fetch, the most recently changed first. */
  behind(input: BehindInput): Promise<readonly Behind[]>;
  /** The groups whose streams the user gets. */
  memberships(input: { readonly user: UserId }): Promise<readonly GroupMembership[]>;
  /** A device shows the conversation no more, until a new message comes. */
  hide(input: ClearInput): Promise<Appended>;
  /** What was said so far is gone for one user. */
  clear(input: ClearInput): Promise<Appended>;
  /** Pins a conversation. @returns whether that is news. @throws ImError `notGroupMember`, `tooManyPinned` */
  pin(input: PinInput): Promise<boolean>;
  /** Takes a pin away. @returns whether that is news */
  unpin(input: UnpinInput): Promise<boolean>;
  /** The pinned conversations, the newest pin first. */
  pinned(input: { readonly user: UserId }): Promise<readonly ConversationId[]>;
  /** Erases what only a deleted user could see, in steps. */
  erase(user: UserId): Promise<void>;
  /** Keeps what devices have acknowledged. */
  saveCursors(cursors: readonly Cursor[]): Promise<void>;
}

/** A few milliseconds of the storage thread. */
const ERASED_AT_ONCE = 100;
const MESSAGES_ERASED = 1000;

/** Conversations on the storage thread. */
export function createConversationStore(storage: ProcedureCaller<typeof conversationProcedures>): ConversationStore {
  return {
    unread: (input) => storage.call('conversations.unread', input),
    waiting: (input) => storage.call('conversations.waiting', input),
    list: (input) => storage.call('conversations.list', input),
    behind: (input) => storage.call('conversations.behind', input),
    memberships: (input) => storage.call('conversations.memberships', input),
    hide: (input) => storage.call('conversations.hide', input),
    clear: (input) => storage.call('conversations.clear', input),
    pin: (input) => storage.call('conversations.pin', input),
    unpin: (input) => storage.call('conversations.unpin', input),
    pinned: (input) => storage.call('conversations.pinned', input),
    async erase(user) {
      let after: number | undefined = 0;
      while (after !== undefined) {
        after = await storage.call('conversations.erase', {
          user,
          after,
          limit: ERASED_AT_ONCE,
          messagesMax: MESSAGES_ERASED,
        });
      }
    },
    saveCursors: (cursors) => storage.call('conversations.saveCursors', cursors),
  };
}
