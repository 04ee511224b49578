import type { GroupId, UserId } from '@warbler/protocol';
import { whileSignedIn } from '../account/while-signed-in.ts';
import type { Announcer } from '../chat/announcer.ts';
import { forOneAtLeast, type GroupCalls } from '../http/group-calls.ts';
import { GroupRequestCalls } from '../http/group-request-calls.ts';
import type { UserRest } from '../http/user-rest.ts';
import type {
  Announcement,
  BanMinutes,
  Group,
  GroupApplication,
  GroupChanges,
  GroupInvitation,
  GroupMember,
  GroupMuteMode,
  GroupsApi,
  MemberResult,
  NewGroup,
} from './group.ts';
import type { GroupBook } from './group-book.ts';
import type { MemberBook } from './member-book.ts';

/** What an account knows of groups, and how it acts in them. */
export interface GroupParts {
  readonly book: GroupBook;
  readonly members: MemberBook;
  readonly calls: GroupCalls;
  readonly rest: UserRest;
  readonly announcer: Announcer;
}

const nothing: readonly never[] = [];

/** The groups of whoever is signed in. */
export class Groups implements GroupsApi {
  readonly #find: () => GroupParts | undefined;

  constructor(find: () => GroupParts | undefined) {
    this.#find = find;
  }

  list(): readonly Group[] {
    return this.#find()?.book.list ?? nothing;
  }

  get(id: GroupId): Group | undefined {
    return this.#find()?.book.get(id);
  }

  async load(id: GroupId): Promise<Group> {
    return this.#parts.book.load(id);
  }

  members(id: GroupId): readonly GroupMember[] {
    return this.#find()?.members.list(id) ?? nothing;
  }

  async create(group: NewGroup): Promise<Group> {
    const { book, calls } = this.#parts;
    return book.created(await calls.create(group));
  }

  async invite(id: GroupId, userIds: readonly UserId[], reason = ''): Promise<readonly MemberResult[]> {
    return this.#parts.calls.toMembers('invite', id, userIds, { reason });
  }

  async apply(id: GroupId, reason = ''): Promise<'joined' | 'waiting'> {
    const { book, requests } = this.#parts;
    await requests.apply(id, reason);
    const { myRole } = await book.load(id);
    return myRole === 'none' ? 'waiting' : 'joined';
  }

  async kick(id: GroupId, userIds: readonly UserId[]): Promise<readonly MemberResult[]> {
    return forOneAtLeast(await this.#parts.calls.toMembers('kick', id, userIds));
  }

  async block(id: GroupId, userIds: readonly UserId[]): Promise<readonly MemberResult[]> {
    return forOneAtLeast(await this.#parts.calls.toMembers('block', id, userIds));
  }

  async unblock(id: GroupId, userIds: readonly UserId[]): Promise<readonly MemberResult[]> {
    return forOneAtLeast(await this.#parts.calls.toMembers('unblock', id, userIds));
  }

  async blocked(id: GroupId): Promise<readonly UserId[]> {
    return this.#parts.calls.blocked(id);
  }

  async leave(id: GroupId): Promise<void> {
    const { book, calls } = this.#parts;
    await book.changeBy(id, calls.simple('leave', id), () => ({ myRole: 'none' }));
  }

  async destroy(id: GroupId): Promise<void> {
    const { book, calls } = this.#parts;
    await book.changeBy(id, calls.simple('destroy', id), () => ({ isDestroyed: true, myRole: 'none' }));
  }

  async transfer(id: GroupId, userId: UserId): Promise<void> {
    const { book, calls } = this.#parts;
    await book.changeBy(id, calls.transfer(id, userId), () => ({ ownerId: userId, myRole: 'member' }));
  }

  async setAdmins(id: GroupId, userIds: readonly UserId[], isAdmin: boolean): Promise<readonly MemberResult[]> {
    const { calls } = this.#parts;
    return forOneAtLeast(await calls.toMembers(isAdmin ? 'admin/add' : 'admin/remove', id, userIds));
  }

  async ban(id: GroupId, userIds: readonly UserId[], minutes: BanMinutes): Promise<readonly MemberResult[]> {
    const duration = durationOf(minutes);
    return forOneAtLeast(await this.#parts.calls.toMembers('ban', id, userIds, { duration }));
  }

  async unban(id: GroupId, userIds: readonly UserId[]): Promise<readonly MemberResult[]> {
    return forOneAtLeast(await this.#parts.calls.toMembers('unban', id, userIds));
  }

  async banAll(id: GroupId, minutes: BanMinutes): Promise<void> {
    const { book, calls } = this.#parts;
    const call = calls.banAll(id, minutes === 0 ? 0 : durationOf(minutes));
    await book.changeBy(id, call, (bannedUntilMs) => ({ bannedUntilMs }));
  }

  async update(id: GroupId, changes: GroupChanges): Promise<void> {
    const { book, calls } = this.#parts;
    for (const name of namesOf(changes)) {
      if (changes[name] === undefined) continue;
      await book.changeBy(id, calls.change(id, name, changes), () => ({ [name]: changes[name] }));
    }
  }

  async setDisplayName(id: GroupId, name: string): Promise<void> {
    const { calls, members } = this.#parts;
    await members.setOwnName(id, calls.setDisplayName(id, name), name);
  }

  async setMuteMode(id: GroupId, mode: GroupMuteMode): Promise<void> {
    const { book, calls } = this.#parts;
    await book.changeBy(id, calls.setMuteMode(id, mode), () => ({ muteMode: mode }));
  }

  async applications(): Promise<readonly GroupApplication[]> {
    const { book, requests } = this.#parts;
    return requests.applications(book.list.map(({ id }) => id));
  }

  async answerApplication(groupId: GroupId, userId: UserId, isAccepted: boolean): Promise<void> {
    const { announcer, requests } = this.#parts;
    await requests.answerApplication(groupId, userId, isAccepted);
    announcer.requestsChanged();
  }

  async invitations(): Promise<readonly GroupInvitation[]> {
    return this.#parts.requests.invitations();
  }

  async answerInvitation(groupId: GroupId, inviterId: UserId, isAccepted: boolean): Promise<void> {
    const { announcer, book, requests } = this.#parts;
    await requests.answerInvitation(groupId, inviterId, isAccepted);
    announcer.requestsChanged();
    if (isAccepted) await book.load(groupId);
  }

  async announcements(id: GroupId): Promise<readonly Announcement[]> {
    return this.#parts.requests.announcements(id);
  }

  async announce(id: GroupId, announcement: Pick<Announcement, 'title' | 'content'>): Promise<void> {
    await this.#parts.requests.announce(id, announcement);
  }

  async deleteAnnouncement(id: GroupId, announcementId: number): Promise<void> {
    await this.#parts.requests.deleteAnnouncement(id, announcementId);
  }

  get #parts(): GroupParts & { readonly requests: GroupRequestCalls } {
    const parts = whileSignedIn(this.#find());
    return { ...parts, requests: new GroupRequestCalls(parts.rest) };
  }
}

/** Minutes as the server takes them: negative ones are for ever (rest-api.md, /group/ban). */
function durationOf(minutes: BanMinutes): number {
  return minutes === 'forEver' ? -1 : minutes;
}

function namesOf(changes: GroupChanges): readonly (keyof GroupChanges)[] {
  // What is no name of a change is refused by the server's address.
  return Object.keys(changes) as (keyof GroupChanges)[];
}
