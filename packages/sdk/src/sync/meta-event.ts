import type { MessageId, RosterNoticeType, UserId, UserNoticeType } from '@warbler/protocol';
import type { GroupNotice } from '../groups/group-notice.ts';
import type { Message } from '../message.ts';

/** Somebody received or read an own message; or it was played, or this user played one on another device. */
export interface Receipt {
  readonly kind: 'receipt';
  readonly mid: MessageId;
  readonly status: 'delivered' | 'read' | 'played';
  readonly from: UserId;
}

/** An APPEND or REPLACE. */
export interface Edit {
  readonly kind: 'edited';
  readonly mid: MessageId;
  readonly isAppended: boolean;
  readonly text: string;
  readonly ext: string;
  readonly config: string;
  readonly editedMs: number;
}

/** What one meta of a conversation's stream means to this user. */
export type MetaEvent =
  /** `isRead`: it was read already, on another device. */
  | { readonly kind: 'message'; readonly message: Message; readonly isRead: boolean }
  /** Something for programs, which is not kept. `isCounted`: it counts as an unread message all the same. */
  | { readonly kind: 'command'; readonly message: Message; readonly isCounted: boolean }
  /** Somebody received, read or played a message. */
  | Receipt
  /** This user read one message on another device. */
  | { readonly kind: 'readOne'; readonly mid: MessageId }
  /** `at`: the place of the meta in the stream. */
  | { readonly kind: 'readAll'; readonly upTo: MessageId; readonly at: MessageId }
  | { readonly kind: 'readCancel'; readonly mid: MessageId }
  /** Recalled, or deleted by this user on another device. */
  | { readonly kind: 'removed'; readonly mid: MessageId }
  | Edit
  /** The user removed the conversation everywhere: everything up to a meta is gone. `at`: as in `readAll`. */
  | { readonly kind: 'conversationDeleted'; readonly upTo: MessageId; readonly at: MessageId }
  | { readonly kind: 'typing'; readonly from: UserId; readonly isTyping: boolean }
  | {
      readonly kind: 'userNotice';
      readonly type: UserNoticeType | number;
      readonly from: UserId;
      readonly content: string;
    }
  | {
      readonly kind: 'rosterNotice';
      readonly type: RosterNoticeType | number;
      /** Who did it, and whom it concerns. */
      readonly about: readonly UserId[];
    }
  | { readonly kind: 'groupNotice'; readonly notice: GroupNotice }
  /** Something this version does not know, or that needs nothing done. It is acknowledged all the same. */
  | { readonly kind: 'ignored' };
