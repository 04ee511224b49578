import { type AppId, ImError, type UserId } from '@warbler/protocol';

/** What a user may do. A banned one may do nothing until that is lifted; of a deleted one only the id is left. */
export const AccountStatus = { normal: 'normal', banned: 'banned', deleted: 'deleted' } as const;

/** Name of an account's status. */
export type AccountStatus = (typeof AccountStatus)[keyof typeof AccountStatus];

/** A user of an app with what others and the user may see. */
export interface Account {
  readonly appId: AppId;
  readonly userId: UserId;
  /** Empty for a deleted user. */
  readonly username: string;
  /** Unique in the app, as the e-mail address is. */
  readonly mobile: string | undefined;
  /** In small letters. */
  readonly email: string | undefined;
  readonly status: AccountStatus;
  /** User tokens of other versions don't count, save {@link Account.keptTokenId}. */
  readonly tokenVersion: number;
  /** The one older token that still counts: whoever changed the password keeps theirs. */
  readonly keptTokenId: string | undefined;
  /** Tokens that don't count whatever their version: those of devices that were kicked. */
  readonly revokedTokenIds: ReadonlySet<string>;
  readonly profile: Profile;
  readonly createdAtMs: number;
}

/** What a user tells of themselves. */
export interface Profile {
  readonly nickName: string;
  readonly avatar: string;
  readonly description: string;
  /** Everyone sees it. */
  readonly publicInfo: string;
  /** Only the user sees it. */
  readonly privateInfo: string;
}

/** What is new about a user: their profile, and the names that they log in with. */
export type AccountChange = {
  readonly [Field in keyof Profile | 'username' | 'mobile' | 'email']?: string | undefined;
};

/**
 * Lets users in normal state through.
 *
 * @throws ImError `userFrozen` for a banned one, which is what clients know it as; `userDeleted`
 */
export function requireActive(account: Pick<Account, 'status'>): void {
  switch (account.status) {
    case AccountStatus.normal:
      return;
    case AccountStatus.banned:
      throw new ImError('userFrozen');
    case AccountStatus.deleted:
      throw new ImError('userDeleted');
    default:
      account.status satisfies never;
  }
}

/** Lets everyone through who was not deleted. @throws ImError `userDeleted` */
export function requireNotDeleted({ status }: Pick<Account, 'status'>): void {
  if (status === AccountStatus.deleted) throw new ImError('userDeleted');
}
