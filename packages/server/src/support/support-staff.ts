import { type AppId, ImError, type UserId } from '@warbler/protocol';
import { AccountStatus, type Accounts, type UserRef } from '../accounts/index.ts';
import type { Limits } from '../config/index.ts';
import type { Database } from '../storage/index.ts';

/** What stands behind a contact of the support page. */
export const SupportSource = { official: 'official', chatbot: 'chatbot', clawchat: 'clawchat' } as const;

/** Name of a {@link SupportSource}. */
export type SupportSource = (typeof SupportSource)[keyof typeof SupportSource];

/** A user whom clients offer as support. */
export interface SupportContact {
  readonly userId: UserId;
  readonly source: SupportSource;
}

/** The same with what clients show. */
export interface ShownContact extends SupportContact {
  readonly username: string;
  readonly nickName: string;
  readonly avatar: string;
}

/** Whom the users of an app turn to. */
export interface SupportStaff {
  /** In the order that was set; without users who were deleted since. Empty until somebody sets it. */
  list(appId: AppId): Promise<readonly ShownContact[]>;
  /** Sets all of them. @throws ImError `invalidParameter` for too many or one twice, `userNotFound`, `userDeleted` */
  set(appId: AppId, contacts: readonly SupportContact[]): Promise<void>;
  /** A deleted user helps nobody. */
  erase(user: UserRef): Promise<void>;
}

/** Opens the support capability. */
export function createSupportStaff({
  database,
  accounts,
  limits,
}: {
  readonly database: Database;
  readonly accounts: Pick<Accounts, 'require'>;
  readonly limits: Pick<Limits, 'supportStaff'>;
}): SupportStaff {
  return {
    async list(appId) {
      const rows = await database.query
        .selectFrom('support_staff')
        .innerJoin('users', (join) =>
          join.onRef('users.app_id', '=', 'support_staff.app_id').onRef('users.user_id', '=', 'support_staff.user_id'),
        )
        .select(['users.user_id', 'users.username', 'users.nick_name', 'users.avatar', 'support_staff.source'])
        .where('support_staff.app_id', '=', appId)
        .where('users.status', '!=', AccountStatus.deleted)
        .orderBy('support_staff.position')
        .execute();
      return rows.map(({ user_id, username, nick_name, avatar, source }) => ({
        userId: user_id,
        username,
        nickName: nick_name,
        avatar,
        source,
      }));
    },

    async set(appId, contacts) {
      requireFew(contacts, limits.supportStaff);
      for (const { userId } of contacts) await accounts.require(appId, userId);
      const insert = database.query
        .insertInto('support_staff')
        .values(contacts.map(({ userId, source }, position) => ({ app_id: appId, position, user_id: userId, source })));
      await database.transact([
        database.query.deleteFrom('support_staff').where('app_id', '=', appId),
        ...(contacts.length === 0 ? [] : [insert]),
      ]);
    },

    async erase({ appId, userId }) {
      await database.query
        .deleteFrom('support_staff')
        .where('app_id', '=', appId)
        .where('user_id', '=', userId)
        .execute();
    },
  };
}

function requireFew(contacts: readonly SupportContact[], max: number): void {
  const ids = new Set(contacts.map(({ userId }) => userId));
  if (contacts.length <= max && ids.size === contacts.length) return;
  throw new ImError('invalidParameter', {
    message: `invalid request parameter: list holds at most ${max} users, each once`,
  });
}
