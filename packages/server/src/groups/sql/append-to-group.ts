import { type ConversationId, type GroupId, ImError } from '@warbler/protocol';
import type { AppendedToGroup, NewMeta } from '../../messages/index.ts';
import { appendMeta, findRepeat } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import { type GroupAction, GroupRole, GroupType, isBanned } from '../group.ts';
import { findGroup, findMember } from './group-rows.ts';

/**
 * Stores a message to a group, if its sender may speak there in this moment.
 *
 * @throws ImError as {@link requireMaySpeak}
 */
export function appendToGroup(store: StoreContext, { meta }: { readonly meta: NewMeta }): AppendedToGroup {
  // What was said before a ban and is repeated after it was said.
  const repeat = findRepeat(store, meta);
  if (repeat !== undefined) return repeat;
  const group = meta.pair.highId as ConversationId as GroupId;
  const { nowMs, mentionsEveryone = false } = meta;
  requireMaySpeak(store, { appId: meta.pair.appId, group, actor: meta.from, nowMs, mentionsEveryone });
  const isDroppable = findGroup(store, meta.pair.appId, group)?.type === GroupType.chatroom;
  return { ...appendMeta(store, meta), isDroppable };
}

/** Somebody wants to say something in a group. */
export interface SpeakInput extends GroupAction {
  /** It is meant to alert everyone. */
  readonly mentionsEveryone?: boolean;
}

/**
 * Lets those through who may speak in a group in this moment.
 *
 * @throws ImError `notGroupMember`, `groupMemberBanned`, `unauthorized` where only admins may mention everyone; a group that
 *   is no more has no members
 */
export function requireMaySpeak(store: StoreContext, action: SpeakInput): GroupRole {
  const group = findGroup(store, action.appId, action.group);
  const member = findMember(store, action, action.actor);
  if (group === undefined || group.isDestroyed || member === undefined) throw new ImError('notGroupMember');
  const { role } = member;
  const isSilenced = role < GroupRole.admin && isBanned(group.bannedUntilMs, action.nowMs);
  if (isSilenced || isBanned(member.bannedUntilMs, action.nowMs)) throw new ImError('groupMemberBanned');
  if (action.mentionsEveryone && group.mentionAllAdminsOnly && role < GroupRole.admin) {
    throw new ImError('unauthorized', { message: 'only owner and admins may mention everyone in this group' });
  }
  return role;
}

/** What somebody is in a group; undefined for those who are not in it. */
export function roleIn(store: StoreContext, action: GroupAction): GroupRole | undefined {
  return findMember(store, action, action.actor)?.role;
}
