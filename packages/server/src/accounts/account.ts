import { type AppId, ImError, type UserId } from '@warbler/protocol';

/** What a user may do. */
export const AccountStatus = { normal: 'normal', frozen: 'frozen', banned: 'banned', deleted: 'deleted' } as const;

/** Name of an account's status. */
export type AccountStatus = (typeof AccountStatus)[keyof typeof AccountStatus];

/** A user of an app with what others and the user may see. */
export interface Account {
  readonly appId: AppId;
  readonly userId: UserId;
  readonly username: string;
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

/**
 * Lets users in normal state through.
 *
 * @throws ImError `userFrozen`, `userBanned` or `userDeleted`
 */
export function requireActive(account: Pick<Account, 'status'>): void {
  switch (account.status) {
    case AccountStatus.normal:
      return;
    case AccountStatus.frozen:
      throw new ImError('userFrozen');
    case AccountStatus.banned:
      throw new ImError('userBanned');
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
