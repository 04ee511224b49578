import { ImError, RosterNoticeType } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { type RosterAction, type RosterLimits, requireOther } from '../roster-action.ts';
import { type RosterChange, tell, UNCHANGED } from './roster-change.ts';
import { countBlocked, findTie, requireUser, setBlocked } from './ties.ts';

/** Somebody wants to hear nothing of a user. */
export interface BlockInput extends RosterAction {
  readonly limits: RosterLimits;
}

/**
 * Blocks a user. Only the blocker's devices are told: the other learns of it by being refused.
 *
 * @throws ImError `invalidParameter` for oneself, `userNotFound`, `userDeleted`, `blockLimit`
 */
export function blockUser(store: StoreContext, input: BlockInput): RosterChange {
  const { appId, actor, peer, nowMs, limits } = input;
  requireOther(input);
  requireUser(store, { appId, user: peer });
  const key = { appId, user: actor, peer };
  if (findTie(store, key)?.isBlocked === true) return UNCHANGED;
  if (countBlocked(store, appId, actor) >= limits.blockedPerUser) throw new ImError('blockLimit');
  setBlocked(store, key, { isBlocked: true, nowMs });
  return { news: tell(store, input, [actor], { type: RosterNoticeType.BLOCKED, from: actor, to: peer }) };
}

/** Lifts a block: what was before it holds again. @throws ImError `invalidParameter` for oneself, `userNotFound` */
export function unblockUser(store: StoreContext, action: RosterAction): RosterChange {
  const { appId, actor, peer, nowMs } = action;
  requireOther(action);
  requireUser(store, { appId, user: peer, mayBeDeleted: true });
  const key = { appId, user: actor, peer };
  if (findTie(store, key)?.isBlocked !== true) return UNCHANGED;
  setBlocked(store, key, { isBlocked: false, nowMs });
  return { news: tell(store, action, [actor], { type: RosterNoticeType.UNBLOCKED, from: actor, to: peer }) };
}
