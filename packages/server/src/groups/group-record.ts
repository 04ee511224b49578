import type { GroupId, GroupRecordId, UserId } from '@warbler/protocol';

/** Something that a group was told, for all to read later. */
export interface Announcement {
  readonly id: GroupRecordId;
  readonly group: GroupId;
  readonly author: UserId;
  readonly title: string;
  readonly content: string;
  readonly createdAtMs: number;
}

/** An announcement as the contract writes it, in answers and in notices alike. */
export function announcementWire({ id, group, author, title, content, createdAtMs }: Announcement) {
  return { id, group_id: group, author, title, content, created_at: createdAtMs };
}
