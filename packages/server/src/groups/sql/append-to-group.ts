import { type AppId, type ConversationId, type GroupId, ImError, type UserId } from '@warbler/protocol';
import type { AppendedToGroup, NewMeta } from '../../messages/index.ts';
import { type AppendRows, appendMeta, findRepeat, StoredRows } from '../../messages/sql.ts';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import { type GroupAction, GroupRole, GroupType, isBanned } from '../group.ts';
import { findMember } from './group-rows.ts';

/** What is asked of a group and a member of it before the member may speak. */
export interface Speaker {
  readonly groupType: number;
  readonly isDestroyed: boolean;
  readonly groupBannedUntilMs: number;
  readonly mentionAllAdminsOnly: boolean;
  readonly role: GroupRole;
  readonly bannedUntilMs: number;
}

/** The rows that an append to a group looks at and changes. */
export interface GroupAppendRows extends AppendRows {
  /** Undefined for somebody who is not in the group. */
  speakerOf(meta: NewMeta): Speaker | undefined;
}

/** The rows as they are stored, one statement at a time. */
class StoredGroupRows extends StoredRows implements GroupAppendRows {
  readonly #store: StoreContext;

  constructor(store: StoreContext) {
    super(store);
    this.#store = store;
  }

  speakerOf(meta: NewMeta): Speaker | undefined {
    return findSpeaker(this.#store, meta.pair.appId, groupIdOf(meta), meta.from);
  }
}

/**
 * Stores a message to a group, if its sender may speak there in this moment.
 *
 * @throws ImError as {@link requireMaySpeak}
 */
export function appendToGroup(
  store: StoreContext,
  { meta }: { readonly meta: NewMeta },
  rows: GroupAppendRows = new StoredGroupRows(store),
): AppendedToGroup {
  // What was said before a ban and is repeated after it was said.
  const repeat = findRepeat(store, meta, rows);
  if (repeat !== undefined) return repeat;
  const { nowMs, mentionsEveryone = false } = meta;
  const { groupType } = checkMaySpeak(rows.speakerOf(meta), { nowMs, mentionsEveryone });
  return { ...appendMeta(store, meta, rows), isDroppable: groupType === GroupType.chatroom };
}

/** The group that a meta goes to. */
export function groupIdOf({ pair }: NewMeta): GroupId {
  return pair.highId as ConversationId as GroupId;
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
  return checkMaySpeak(findSpeaker(store, action.appId, action.group, action.actor), action).role;
}

function checkMaySpeak(
  speaker: Speaker | undefined,
  { nowMs, mentionsEveryone }: Pick<SpeakInput, 'nowMs' | 'mentionsEveryone'>,
): Speaker {
  if (speaker === undefined || speaker.isDestroyed) throw new ImError('notGroupMember');
  const { role, bannedUntilMs, groupBannedUntilMs, mentionAllAdminsOnly } = speaker;
  const isSilenced = role < GroupRole.admin && isBanned(groupBannedUntilMs, nowMs);
  if (isSilenced || isBanned(bannedUntilMs, nowMs)) throw new ImError('groupMemberBanned');
  if (mentionsEveryone && mentionAllAdminsOnly && role < GroupRole.admin) {
    throw new ImError('unauthorized', { message: 'only owner and admins may mention everyone in this group' });
  }
  return speaker;
}

function findSpeaker({ statements }: StoreContext, appId: AppId, group: GroupId, user: UserId): Speaker | undefined {
  const row = statements.prepare(SPEAKER).get(appId, group, user);
  return row === undefined ? undefined : toSpeaker(row);
}

/** Columns of a {@link Speaker}, of `groups g` joined with `group_members m`. */
export const SPEAKER_COLUMNS = `g.type, g.status, g.banned_until as group_banned_until, g.mention_all_admins_only, m.role,
  m.banned_until`;

const SPEAKER = `select ${SPEAKER_COLUMNS} from groups g
  join group_members m on m.app_id = g.app_id and m.group_id = g.group_id
  where g.app_id = ? and g.group_id = ? and m.user_id = ?`;

/** A row with the {@link SPEAKER_COLUMNS} as a speaker. */
export function toSpeaker(row: SqlRow): Speaker {
  return {
    groupType: row.type as number,
    isDestroyed: row.status === 1,
    groupBannedUntilMs: row.group_banned_until as number,
    mentionAllAdminsOnly: row.mention_all_admins_only === 1,
    role: row.role as GroupRole,
    bannedUntilMs: row.banned_until as number,
  };
}

/** What somebody is in a group; undefined for those who are not in it. */
export function roleIn(store: StoreContext, action: GroupAction): GroupRole | undefined {
  return findMember(store, action, action.actor)?.role;
}
