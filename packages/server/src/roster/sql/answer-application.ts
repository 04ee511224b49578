import { ImError, RosterNoticeType } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import type { RosterAction, RosterLimits } from '../roster-action.ts';
import { declineApplication, findWaiting, type WaitingApplication } from './applications.ts';
import { befriend, requireRoomForFriends } from './befriend.ts';
import { type RosterChange, tell } from './roster-change.ts';
import { requireNoBlock, requireUser } from './ties.ts';

/** Somebody lets an applicant in. */
export interface AcceptInput extends RosterAction {
  readonly limits: RosterLimits;
}

/**
 * Accepts the application of a user; the two are friends.
 *
 * @throws ImError `friendApplicationExpired` when none waits, `userDeleted`, `inBlocklist` when either blocks the
 *   other, `friendLimit`
 */
export function acceptApplication(store: StoreContext, input: AcceptInput): RosterChange {
  const { appId, actor, peer } = input;
  const waiting = requireWaiting(store, input);
  requireUser(store, { appId, user: peer });
  requireNoBlock(store, { appId, user: actor, peer });
  return acceptWaiting(store, input, waiting);
}

/** Makes friends of an applicant and the one who accepts. @throws ImError `friendLimit` */
export function acceptWaiting(
  store: StoreContext,
  input: AcceptInput,
  { alias }: WaitingApplication,
  aliasOfApplicant = '',
): RosterChange {
  const { appId, actor, peer, limits } = input;
  requireRoomForFriends(store, appId, [actor, peer], limits);
  const accepted = { type: RosterNoticeType.ACCEPTED, from: actor, to: peer };
  const news = tell(store, input, [peer, actor], accepted);
  return { news: [...news, ...befriend(store, input, { ofActor: alias, ofPeer: aliasOfApplicant })] };
}

/** Somebody keeps an applicant out. */
export interface DeclineInput extends RosterAction {
  readonly reason: string;
}

/** Declines the application of a user. @throws ImError `friendApplicationExpired` when none waits */
export function declineApplicant(store: StoreContext, input: DeclineInput): RosterChange {
  const { appId, actor, peer, reason } = input;
  requireWaiting(store, input);
  declineApplication(store, { appId, applicant: peer, to: actor });
  const notice = { type: RosterNoticeType.DECLINED, from: actor, to: peer, content: reason };
  return { news: tell(store, input, [peer, actor], notice) };
}

function requireWaiting(store: StoreContext, { appId, actor, peer, nowMs }: RosterAction): WaitingApplication {
  const waiting = findWaiting(store, { appId, applicant: peer, to: actor }, nowMs);
  if (waiting === undefined) throw new ImError('friendApplicationExpired');
  return waiting;
}
