import { ImError, RosterNoticeType } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { AuthMode, Relation } from '../relation.ts';
import { type RosterAction, type RosterLimits, requireOther } from '../roster-action.ts';
import { acceptWaiting } from './answer-application.ts';
import { type ApplicationKey, findWaiting, openApplication, prolongApplication } from './applications.ts';
import { befriend, requireRoomForFriends } from './befriend.ts';
import { type RosterChange, tell, UNCHANGED } from './roster-change.ts';
import { findTie, requireNoBlock, requireUser } from './ties.ts';

/** Somebody wants to be a friend. */
export interface ApplyInput extends RosterAction {
  /** What the applicant wants to call the friend; empty: nothing in particular. */
  readonly alias: string;
  readonly reason: string;
  /** To the question of a user who asks one. */
  readonly answer: string;
  readonly limits: RosterLimits;
}

/**
 * Asks a user to be a friend: at once, once they consent, or not at all, as their settings say. Who is asked back
 * while their own application waits is a friend at once.
 *
 * @throws ImError `invalidParameter` for oneself, `userNotFound`, `userDeleted`, `inBlocklist` when either blocks the
 *   other, `alreadyFriend`, `friendApplicationRefused`, `wrongAuthAnswer`, `friendLimit`
 */
export function applyToUser(store: StoreContext, input: ApplyInput): RosterChange {
  const { appId, actor, peer } = input;
  requireOther(input);
  requireUser(store, { appId, user: peer });
  const tie = { appId, user: actor, peer };
  requireNoBlock(store, tie);
  if (findTie(store, tie)?.relation === Relation.friend) throw new ImError('alreadyFriend');
  const theirs = findWaiting(store, { appId, applicant: peer, to: actor }, input.nowMs);
  if (theirs !== undefined) return acceptWaiting(store, input, theirs, input.alias);
  const { mode, answer } = admissionOf(store, input);
  switch (mode) {
    case AuthMode.withConsent:
      return leaveApplication(store, input);
    case AuthMode.nobody:
      throw new ImError('friendApplicationRefused');
    case AuthMode.whoAnswers:
      // Without an answer of their own there is no right one.
      if (answer === '' || input.answer.trim() !== answer) throw new ImError('wrongAuthAnswer');
      break;
    case AuthMode.anyone:
      break;
    default:
      mode satisfies never;
  }
  requireRoomForFriends(store, appId, [actor, peer], input.limits);
  return { news: befriend(store, input, { ofPeer: input.alias }) };
}

function admissionOf({ statements }: StoreContext, { appId, peer }: RosterAction): { mode: AuthMode; answer: string } {
  const row = statements
    .prepare('select auth_mode, auth_answer from user_settings where app_id = ? and user_id = ?')
    .get(appId, peer);
  if (row === undefined) return { mode: AuthMode.anyone, answer: '' };
  return { mode: row.auth_mode as AuthMode, answer: (row.auth_answer as string).trim() };
}

function leaveApplication(store: StoreContext, input: ApplyInput): RosterChange {
  const { appId, actor, peer, alias, reason, nowMs, limits } = input;
  const key: ApplicationKey = { appId, applicant: actor, to: peer };
  const known = findWaiting(store, key, nowMs);
  if (known !== undefined && known.reason === reason && known.alias === alias) {
    prolongApplication(store, key, nowMs + limits.friendApplicationMs);
    return UNCHANGED;
  }
  const notice = { type: RosterNoticeType.APPLIED, from: actor, to: peer, content: reason };
  const news = tell(store, input, [peer], notice);
  for (const { mid: toldMid } of news) openApplication(store, key, { reason, alias, toldMid, nowMs, limits });
  return { news };
}
