import type { Group, GroupMember } from '../session/index.ts';
import { isBanned } from './rights.ts';

/** Why the user cannot write in a group. */
export type CannotWrite =
  | { readonly kind: 'dissolved' | 'left' | 'allBanned' | 'banned' }
  | { readonly kind: 'bannedUntil'; readonly untilMs: number };

/** The weightiest reason; nothing when the user may write. `me` is the user as a member, once that is known. */
export function whyCannotWrite(
  group: Group | undefined,
  me: GroupMember | undefined,
  nowMs: number,
): CannotWrite | undefined {
  if (!group) return undefined;
  if (group.isDestroyed) return { kind: 'dissolved' };
  if (group.myRole === 'none') return { kind: 'left' };
  if (me && isBanned(me.bannedUntilMs, nowMs)) {
    return me.bannedUntilMs < 0 ? { kind: 'banned' } : { kind: 'bannedUntil', untilMs: me.bannedUntilMs };
  }
  return group.myRole === 'member' && isBanned(group.bannedUntilMs, nowMs) ? { kind: 'allBanned' } : undefined;
}
