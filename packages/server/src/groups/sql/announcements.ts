import { type GroupId, GroupNoticeType, type GroupRecordId, ImError, type UserId } from '@warbler/protocol';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import { type GroupAction, type GroupLimits, GroupRole } from '../group.ts';
import { type Announcement, announcementWire } from '../group-record.ts';
import { requireMaySpeak } from './append-to-group.ts';
import { type GroupChange, tellGroup, telling } from './group-change.ts';
import { requireRole } from './group-rows.ts';
import { nextRecordId } from './record-id.ts';

/** A new announcement. */
export interface AnnounceInput extends GroupAction {
  readonly title: string;
  readonly content: string;
  readonly limits: GroupLimits;
}

/**
 * Announces something to a group. Past the limit its oldest announcement goes: an old text must not keep a new one out.
 *
 * @throws ImError `groupNotFound`, `memberRightNeeded`, `announcementsDisabled` for members who may not change the group,
 *   `groupMemberBanned`
 */
export function announce(
  store: StoreContext,
  input: AnnounceInput,
): GroupChange & { readonly announcement: Announcement } {
  const { group, actor } = requireRole(store, input, GroupRole.member);
  if (actor.role < GroupRole.admin && !group.memberModify) throw new ImError('announcementsDisabled');
  requireMaySpeak(store, input);
  const { appId, title, content, nowMs, limits } = input;
  const id = nextRecordId(store);
  const announcement = { id, group: group.groupId, author: actor.userId, title, content, createdAtMs: nowMs };
  store.statements.prepare(INSERT).run(appId, group.groupId, id, actor.userId, title, content, nowMs);
  store.statements.prepare(DROP_OLDEST).run(appId, group.groupId, appId, group.groupId, limits.announcementsPerGroup);
  return { ...telling(tellAnnouncement(store, input, announcementWire(announcement))), announcement };
}

const INSERT = `insert into group_announcements (app_id, group_id, announcement_id, author_id, title, content, created_at)
  values (?, ?, ?, ?, ?, ?, ?)`;

const DROP_OLDEST = `delete from group_announcements where app_id = ? and group_id = ? and announcement_id <= (
  select announcement_id from group_announcements where app_id = ? and group_id = ?
  order by announcement_id desc limit 1 offset ?)`;

/** One announcement is meant. */
export interface AnnouncementInput extends GroupAction {
  readonly id: GroupRecordId;
}

/** Takes an announcement back: its author or an admin. @throws ImError as `findAnnouncement`, `adminRightNeeded` */
export function deleteAnnouncement(store: StoreContext, input: AnnouncementInput): GroupChange {
  const { actor } = requireRole(store, input, GroupRole.member);
  const { author } = findAnnouncement(store, input);
  if (actor.role < GroupRole.admin && actor.userId !== author) throw new ImError('adminRightNeeded');
  store.statements
    .prepare('delete from group_announcements where app_id = ? and group_id = ? and announcement_id = ?')
    .run(input.appId, input.group, input.id);
  return telling(tellAnnouncement(store, input, { id: input.id, group_id: input.group, is_deleted: true }));
}

/** Reads an announcement. @throws ImError `groupNotFound`, `memberRightNeeded`, `announcementNotFound` */
export function findAnnouncement(store: StoreContext, input: AnnouncementInput): Announcement {
  requireRole(store, input, GroupRole.member);
  const row = store.statements.prepare(`${SELECT} and announcement_id = ?`).get(input.appId, input.group, input.id);
  if (row === undefined) throw new ImError('announcementNotFound');
  return toAnnouncement(row);
}

/** Reads the newest announcement. @throws ImError as {@link findAnnouncement} */
export function lastAnnouncement(store: StoreContext, input: GroupAction): Announcement {
  requireRole(store, input, GroupRole.member);
  const row = store.statements.prepare(`${SELECT} order by announcement_id desc limit 1`).get(input.appId, input.group);
  if (row === undefined) throw new ImError('announcementNotFound');
  return toAnnouncement(row);
}

/** All announcements of a group, the oldest first. @throws ImError `groupNotFound`, `memberRightNeeded` */
export function listAnnouncements(store: StoreContext, input: GroupAction): readonly Announcement[] {
  requireRole(store, input, GroupRole.member);
  return store.statements
    .prepare(`${SELECT} order by announcement_id`)
    .all(input.appId, input.group)
    .map(toAnnouncement);
}

const SELECT = 'select * from group_announcements where app_id = ? and group_id = ?';

function toAnnouncement(row: SqlRow): Announcement {
  return {
    id: row.announcement_id as GroupRecordId,
    group: row.group_id as GroupId,
    author: row.author_id as UserId,
    title: row.title as string,
    content: row.content as string,
    createdAtMs: row.created_at as number,
  };
}

function tellAnnouncement(store: StoreContext, action: GroupAction, content: object) {
  return tellGroup(store, action, {
    type: GroupNoticeType.ANNOUNCEMENT_UPDATED,
    to: [],
    content: JSON.stringify(content),
  });
}
