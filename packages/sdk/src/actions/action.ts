import type { MessageId } from '@warbler/protocol';

/** Something the user does to a message or a conversation that is there; shown at once, done when the server answers. */
export type Action =
  | {
      readonly kind: 'recall' | 'delete';
      readonly mid: MessageId;
      /** Somebody else said it: it does not count as unread any more. */
      readonly isOther: boolean;
    }
  | {
      readonly kind: 'edit';
      readonly mid: MessageId;
      readonly isAppended: boolean;
      readonly text: string;
      /** JSON that is merged into the message's own. */
      readonly ext?: string;
      readonly config?: string;
      /** When the user did it, by this device's clock. */
      readonly atMs: number;
    }
  | { readonly kind: 'markUnread'; readonly mid: MessageId; readonly wasUnread: boolean }
  | Deletion;

/** A conversation is cleared for the user, on all devices. */
export interface Deletion {
  readonly kind: 'clear';
  /** The newest message that the user saw go. */
  readonly upTo: MessageId;
  /** When the user did it, by this device's clock. */
  readonly atMs: number;
}

/** An edit. */
export type EditAction = Extract<Action, { kind: 'edit' }>;
