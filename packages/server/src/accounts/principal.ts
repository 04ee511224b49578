import type { UserId } from '@warbler/protocol';

/** Who a token speaks for. */
export type Principal =
  | {
      readonly role: 'user';
      readonly userId: UserId;
      /** Tells this token from the user's other ones. */
      readonly tokenId: string;
      readonly tokenExpiresAtMs: number;
    }
  | { readonly role: 'admin'; readonly tokenId: string };
