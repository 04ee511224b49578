import type { DeviceSn } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { withUnread } from '../with-unread.ts';
import { mayBeBehind } from './list-behind.ts';
import { type ConversationUnread, listUnread, type UnreadInput } from './list-unread.ts';

/** Whose device has just logged in. */
export type WaitingInput = UnreadInput & { readonly deviceSn: DeviceSn };

/** What waits for a device that has just logged in. */
export interface Waiting {
  /** As `listUnread` lists it. */
  readonly unread: readonly ConversationUnread[];
  /** There may be something to fetch in a conversation that is not listed with unread messages. */
  readonly mayBeBehind: boolean;
}

/** The user's conversations, and whether a device that fetches what is unread in them may still miss something. */
export function listWaiting(store: StoreContext, input: WaitingInput): Waiting {
  const unread = listUnread(store, input);
  return { unread, mayBeBehind: mayBeBehind(store, input, withUnread(unread)) };
}
