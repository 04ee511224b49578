import { type GroupId, parseGroupId, parseUserId, type UserId } from '@warbler/protocol';
import type { Announcement, GroupApplication, GroupInvitation, RequestStatus } from '../groups/group.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf, wordOf } from './fields.ts';
import type { UserRest } from './user-rest.ts';

const statuses = ['waiting', 'accepted', 'declined'] as const;

/** The REST calls about who wants to come in, who is wanted, and what groups are told (rest-api.md §4.7). */
export class GroupRequestCalls {
  readonly #rest: UserRest;

  constructor(rest: UserRest) {
    this.#rest = rest;
  }

  async apply(id: GroupId, reason: string): Promise<void> {
    await this.#rest.post('/group/apply', { group_id: id, reason });
  }

  /** Applications to those of the groups of which the user is owner or admin. */
  async applications(ids: readonly GroupId[]): Promise<readonly GroupApplication[]> {
    if (ids.length === 0) return [];
    const rows = listOf(await this.#rest.post('/group/application_list', { group_list: ids })).map(fieldsOf);
    return rows.map((row) => ({ ...readRequest(row), userId: parseUserId(row.applicant_id) }));
  }

  async answerApplication(id: GroupId, userId: UserId, isAccepted: boolean): Promise<void> {
    await this.#rest.post('/group/apply/handle', { group_id: id, user_id: userId, approval: isAccepted });
  }

  async invitations(): Promise<readonly GroupInvitation[]> {
    const rows = listOf(await this.#rest.get('/group/invitation_list')).map(fieldsOf);
    return rows.map((row) => ({ ...readRequest(row), inviterId: parseUserId(row.inviter_id) }));
  }

  async answerInvitation(id: GroupId, inviterId: UserId, isAccepted: boolean): Promise<void> {
    await this.#rest.post('/group/invite/handle', { group_id: id, user_id: inviterId, approval: isAccepted });
  }

  /** The newest first. */
  async announcements(id: GroupId): Promise<readonly Announcement[]> {
    const rows = listOf(await this.#rest.get('/group/announcement/list', { group_id: id })).map(fieldsOf);
    const announcements = rows.map((row) => ({
      id: numberOf(row, 'id'),
      title: textOf(row, 'title'),
      content: textOf(row, 'content'),
      authorId: parseUserId(row.author),
      createdAtMs: numberOf(row, 'created_at'),
    }));
    return announcements.sort((one, other) => other.createdAtMs - one.createdAtMs || other.id - one.id);
  }

  async announce(id: GroupId, { title, content }: Pick<Announcement, 'title' | 'content'>): Promise<void> {
    await this.#rest.post('/group/announcement/edit', { group_id: id, title, content });
  }

  async deleteAnnouncement(id: GroupId, announcementId: number): Promise<void> {
    await this.#rest.post('/group/announcement/delete', {}, { group_id: id, announcement_id: announcementId });
  }
}

function readRequest(fields: Fields): Omit<GroupInvitation, 'inviterId'> {
  return { groupId: parseGroupId(fields.group_id), ...readRequestState(fields) };
}

/** What requests of all kinds say of themselves. */
export function readRequestState(fields: Fields): {
  readonly reason: string;
  readonly status: RequestStatus;
  readonly expiresAtMs: number;
} {
  return {
    reason: textOf(fields, 'reason'),
    status: wordOf(fields, 'status', statuses),
    expiresAtMs: numberOf(fields, 'expired_time'),
  };
}
