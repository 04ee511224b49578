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

/** A file that the members of a group share. The bytes are elsewhere. */
export interface SharedFile {
  readonly id: GroupRecordId;
  readonly group: GroupId;
  readonly uploader: UserId;
  readonly name: string;
  readonly sizeBytes: number;
  /** A MIME type. */
  readonly type: string;
  readonly url: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** What became of one file in a call about several. */
export interface FileResult {
  readonly id: GroupRecordId;
  /** Why not; absent when it worked. */
  readonly reason?: string;
}

/** An announcement as the contract writes it, in answers and in notices alike. */
export function announcementWire({ id, group, author, title, content, createdAtMs }: Announcement) {
  return { id, group_id: group, author, title, content, created_at: createdAtMs };
}

/** A shared file as the contract writes it, in answers and in notices alike. */
export function sharedFileWire(file: SharedFile) {
  return {
    file_id: file.id,
    group_id: file.group,
    uploader: file.uploader,
    name: file.name,
    size: file.sizeBytes,
    type: file.type,
    url: file.url,
    created_at: file.createdAtMs,
    updated_at: file.updatedAtMs,
  };
}
