import { type AppId, ImError, type UserId } from '@warbler/protocol';
import { sql } from 'kysely';
import { type Database, UniqueViolation } from '../storage/index.ts';
import { AccountStatus, type Profile } from './account.ts';
import { emailKey, requireEmail } from './email.ts';

/** The parts of a profile that change; absent ones stay as they are. */
export type ProfileChange = { readonly [Field in keyof Profile]?: Profile[Field] | undefined } & {
  /** Empty: none any more. Only admins set it: nobody has proved that it is theirs. */
  readonly email?: string | undefined;
};

/** How many characters each part may have. No source states limits; these bound what lists and answers carry. */
const PROFILE_LIMITS: Readonly<Record<keyof Profile, number>> = {
  nickName: 256,
  avatar: 2048,
  description: 4096,
  publicInfo: 16_384,
  privateInfo: 16_384,
};

/**
 * Changes the given parts of a user's profile.
 *
 * @throws ImError `invalidParameter` when a part is too long, `emailAlreadyBound`, `userDeleted`; nothing is changed then
 */
export async function updateProfile(
  { query }: Database,
  { appId, userId }: { readonly appId: AppId; readonly userId: UserId },
  change: ProfileChange,
): Promise<void> {
  requireProfileLimits(change);
  if (change.email !== undefined && change.email !== '') requireEmail(change.email);
  const email = change.email === undefined ? null : emailKey(change.email);
  // One text for every combination, so that the statement cache holds it once.
  const update = query
    .updateTable('users')
    .set({
      nick_name: sql<string>`coalesce(${change.nickName ?? null}, nick_name)`,
      avatar: sql<string>`coalesce(${change.avatar ?? null}, avatar)`,
      description: sql<string>`coalesce(${change.description ?? null}, description)`,
      public_info: sql<string>`coalesce(${change.publicInfo ?? null}, public_info)`,
      private_info: sql<string>`coalesce(${change.privateInfo ?? null}, private_info)`,
      email: sql<string | null>`nullif(coalesce(${email}, email), '')`,
    })
    .where('app_id', '=', appId)
    .where('user_id', '=', userId)
    .where('status', '!=', AccountStatus.deleted);
  try {
    const { numUpdatedRows } = await update.executeTakeFirst();
    if (numUpdatedRows === 0n) throw new ImError('userDeleted');
  } catch (error) {
    if (error instanceof UniqueViolation) throw new ImError('emailAlreadyBound', { cause: error });
    throw error;
  }
}

/**
 * Checks the lengths of the given parts.
 *
 * @throws ImError `invalidParameter` when one is too long
 */
export function requireProfileLimits(change: ProfileChange): void {
  for (const [field, limit] of Object.entries(PROFILE_LIMITS)) {
    const value = change[field as keyof Profile];
    if (value === undefined || value.length <= limit) continue;
    throw new ImError('invalidParameter', { message: `${field} holds at most ${limit} characters` });
  }
}
