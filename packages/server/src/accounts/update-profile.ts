import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { Database } from '../storage/index.ts';
import type { Profile } from './account.ts';

/** The parts of a profile that change; absent ones stay as they are. */
export type ProfileChange = { readonly [Field in keyof Profile]?: Profile[Field] | undefined };

/** How many characters each part may have. No source states limits; these bound what lists and answers carry. */
export const PROFILE_LIMITS: Readonly<Record<keyof Profile, number>> = {
  nickName: 256,
  avatar: 2048,
  description: 4096,
  publicInfo: 16_384,
  privateInfo: 16_384,
};

/**
 * Changes the given parts of a user's profile.
 *
 * @throws ImError `invalidParameter` when a part is too long
 */
export async function updateProfile(
  { query }: Database,
  { appId, userId }: { readonly appId: AppId; readonly userId: UserId },
  change: ProfileChange,
): Promise<void> {
  requireProfileLimits(change);
  const columns = {
    nick_name: change.nickName,
    avatar: change.avatar,
    description: change.description,
    public_info: change.publicInfo,
    private_info: change.privateInfo,
  };
  const given = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0) return;
  await query.updateTable('users').set(given).where('app_id', '=', appId).where('user_id', '=', userId).execute();
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
