import { encodeRosterNotice, MetaNamespace, type RosterNoticeType, type UserId } from '@warbler/protocol';
import type { DeliveredMeta } from '../../messages/index.ts';
import { tellUser } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import type { RosterAction } from '../roster-action.ts';

/** What a change of rosters brought: the notices to deliver. */
export interface RosterChange {
  readonly news: readonly DeliveredMeta[];
}

/** What was asked for is so already. */
export const UNCHANGED: RosterChange = { news: [] };

/** What a notice says. Deployed clients apply most of them by its two ends. */
export interface RosterNoticeText {
  readonly type: RosterNoticeType;
  readonly from: UserId;
  readonly to: UserId;
  /** A reason, or JSON, by type. */
  readonly content?: string;
}

/** Puts a notice into the system conversation of each of the users. */
export function tell(
  store: StoreContext,
  { appId, actor, nowMs }: Omit<RosterAction, 'peer'>,
  users: readonly UserId[],
  { type, from, to, content = '' }: RosterNoticeText,
): readonly DeliveredMeta[] {
  const payload = encodeRosterNotice({ type, from: { uid: from }, to: [{ uid: to }], content });
  const notice = { appId, from: actor, namespace: MetaNamespace.ROSTER_NOTICE, payload, nowMs };
  return users.map((user) => tellUser(store, user, notice));
}
