import type { GroupId, UserId } from '@warbler/protocol';
import { Reception } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';

/** A group whose stream a user gets. */
export interface GroupMembership {
  readonly group: GroupId;
  /** Only what happens to the group, not its messages. */
  readonly isBlocked: boolean;
}

/** The groups whose streams the user gets. */
export function listMemberships(
  { statements }: StoreContext,
  { user }: { readonly user: UserId },
): readonly GroupMembership[] {
  return statements
    .prepare('select peer_id, reception from conversation_members where user_id = ? and peer_id % 2 = 1')
    .all(user)
    .map((row) => ({ group: row.peer_id as GroupId, isBlocked: row.reception === Reception.blocked }));
}
