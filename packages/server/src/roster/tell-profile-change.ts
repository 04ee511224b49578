import {
  type AppId,
  encodeRosterNotice,
  encodeUserNotice,
  MetaNamespace,
  RosterNoticeType,
  type UserId,
  UserNoticeType,
} from '@warbler/protocol';
import type { AccountChange } from '../accounts/index.ts';
import { type Delivery, userNoticeMeta } from '../messages/index.ts';
import type { Database } from '../storage/index.ts';
import { listFriends } from './list-friends.ts';

/**
 * Tells a user's own devices and the friends who are online what is new in the profile. Nothing is stored: whoever is
 * away reads the profile when coming back, and a stored notice would be a write per friend.
 */
export async function tellProfileChange(
  ports: { readonly database: Database; readonly delivery: Delivery; readonly nowMs: number },
  { appId, userId }: { readonly appId: AppId; readonly userId: UserId },
  { privateInfo, mobile, email, ...open }: AccountChange,
): Promise<void> {
  const { database, delivery, nowMs } = ports;
  const base = { appId, from: userId, nowMs };
  const own = contentOf({ ...open, privateInfo, mobile, email });
  if (own === undefined) return;
  const toOwn = encodeUserNotice({ type: UserNoticeType.INFO_UPDATED, content: own });
  delivery.deliverTransient(userNoticeMeta(userId, { ...base, namespace: MetaNamespace.USER_NOTICE, payload: toOwn }));
  const content = contentOf(open);
  if (content === undefined) return;
  const { friendIds } = await listFriends(database, { appId, userId }, {});
  for (const friend of friendIds) {
    const from = { uid: userId };
    const payload = encodeRosterNotice({ type: RosterNoticeType.INFO_UPDATED, from, to: [{ uid: friend }], content });
    delivery.deliverTransient(userNoticeMeta(friend, { ...base, namespace: MetaNamespace.ROSTER_NOTICE, payload }));
  }
}

/** JSON of what changed, by the names of the contract; clients merge it into what they know. */
function contentOf({ nickName, publicInfo, privateInfo, ...others }: AccountChange): string | undefined {
  const { username, avatar, description, mobile, email } = others;
  const content = JSON.stringify({
    username,
    nick_name: nickName,
    avatar,
    description,
    public_info: publicInfo,
    private_info: privateInfo,
    mobile,
    email,
  });
  return content === '{}' ? undefined : content;
}
