import { type AppId, type ConversationId, isGroupId, type UserId, UserNoticeType } from '@warbler/protocol';
import type { Awaitable } from '../awaitable.ts';
import type { ConversationStore } from './conversation-store.ts';

/** Whose pins. */
interface Owner {
  readonly appId: AppId;
  readonly userId: UserId;
}

/** What pins need. */
interface PinsOptions {
  readonly store: Pick<ConversationStore, 'pin' | 'unpin' | 'pinned'>;
  /** @throws ImError `userNotFound` */
  readonly requireUser: (appId: AppId, user: UserId) => Awaitable<object>;
  /** Tells the user's devices that are online. */
  readonly tell: (user: UserId, notice: { readonly type: UserNoticeType; readonly content: string }) => void;
  readonly pinnedMax: number;
  readonly now: () => number;
}

/** The conversations that users keep above the others, on all their devices. */
export interface Pins {
  /** Pins a conversation. @throws ImError `userNotFound`, `notGroupMember`, `tooManyPinned` */
  pin(owner: Owner, conversation: ConversationId): Promise<void>;
  /** Takes a pin away, if there is one. */
  unpin(owner: Owner, conversation: ConversationId): Promise<void>;
  /** The pinned conversations, the newest pin first. */
  list(owner: Owner): Promise<readonly ConversationId[]>;
}

/** Deployed clients pass over it, or read the profile again; ours know what changed. */
const NOTICE = {
  type: UserNoticeType.INFO_UPDATED,
  content: JSON.stringify({ property: 'pinned_conversations' }),
} as const;

/** Opens the pins of this server. */
export function createPins({ store, requireUser, tell, pinnedMax, now }: PinsOptions): Pins {
  return {
    async pin({ appId, userId: user }, conversation) {
      if (!isGroupId(conversation) && conversation !== 0) await requireUser(appId, conversation as UserId);
      if (await store.pin({ appId, user, conversation, nowMs: now(), pinnedMax })) tell(user, NOTICE);
    },
    async unpin({ appId, userId: user }, conversation) {
      if (await store.unpin({ appId, user, conversation })) tell(user, NOTICE);
    },
    list: ({ userId: user }) => store.pinned({ user }),
  };
}
