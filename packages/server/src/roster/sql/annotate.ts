import { ImError, RosterNoticeType } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { Relation } from '../relation.ts';
import { type RosterAction, requireOther } from '../roster-action.ts';
import { type RosterChange, tell, UNCHANGED } from './roster-change.ts';
import { findTie, requireUser, type Tie } from './ties.ts';

/** What a user notes about another; what is absent stays as it is. */
export interface AnnotateInput extends RosterAction {
  readonly alias?: string;
  readonly ext?: string;
  readonly isMuted?: boolean;
}

/**
 * Changes one's notes about a friend, a former one, or somebody one blocks. One's own devices are told.
 *
 * @throws ImError `invalidParameter` for oneself, `userNotFound`, `notFriend`
 */
export function annotate(store: StoreContext, input: AnnotateInput): RosterChange {
  const { appId, actor, peer } = input;
  requireOther(input);
  requireUser(store, { appId, user: peer, mayBeDeleted: true });
  const tie = findTie(store, { appId, user: actor, peer });
  if (tie === undefined || (tie.relation === Relation.stranger && !tie.isBlocked)) throw new ImError('notFriend');
  const changed = changedFields(tie, input);
  if (Object.keys(changed).length === 0) return UNCHANGED;
  const { alias = tie.alias, ext = tie.ext, isMuted = tie.isMuted } = input;
  store.statements.prepare(ANNOTATE).run(alias, ext, isMuted ? 1 : 0, appId, actor, peer);
  // Clients merge the content into what they know of `from`.
  const content = JSON.stringify(changed);
  const news = tell(store, input, [actor], { type: RosterNoticeType.INFO_UPDATED, from: peer, to: actor, content });
  if (isMuted === tie.isMuted) return { news };
  const type = isMuted ? RosterNoticeType.MUTED : RosterNoticeType.UNMUTED;
  return { news: [...news, ...tell(store, input, [actor], { type, from: actor, to: peer })] };
}

const ANNOTATE = `update roster set alias = ?, ext = ?, mute_notification = ?
  where app_id = ? and user_id = ? and roster_id = ?`;

/** What is new, by its names in the contract (RosterItemDto). */
function changedFields(tie: Tie, { alias, ext, isMuted }: AnnotateInput): Readonly<Record<string, string | boolean>> {
  return {
    ...(alias === undefined || alias === tie.alias ? {} : { alias }),
    ...(ext === undefined || ext === tie.ext ? {} : { ext }),
    ...(isMuted === undefined || isMuted === tie.isMuted ? {} : { mute_notification: isMuted }),
  };
}
