import type { UserId } from '@warbler/protocol';

/** Who a token speaks for. */
export type Principal =
  | {
      readonly role: 'user';
      readonly userId: UserId;
      /** Tells this token from the user's other ones. */
      readonly tokenId: string;
      readonly tokenExpiresAtMs: number;
      /** The user's tokens of this version counted when it was looked at; see `Account`. */
      readonly tokenVersion: number;
    }
  | { readonly role: 'admin'; readonly tokenId: string };
