import { type GroupId, ImError, type UserId } from '@warbler/protocol';
import type { GroupCalls } from '../http/group-calls.ts';
import type { Clock } from '../platform/clock.ts';
import type { AccountStore } from '../store/account-store.ts';
import type { GroupMember } from './group.ts';
import type { GroupBook } from './group-book.ts';
import { type GroupNotice, isUnclear, membersAfter } from './group-notice.ts';

/** What a member book needs. */
export interface MemberBookOptions {
  readonly calls: GroupCalls;
  readonly groups: GroupBook;
  readonly clock: Clock;
  readonly store: AccountStore;
  /** The known members of a group changed. */
  changed(groupId: GroupId): void;
  problem(cause: unknown): void;
}

/** Between two readings of one group's members that notices give rise to. */
const restMs = 5_000;
/** After a reading that failed; the network coming back ends it. */
const failedMs = 30_000;

/** In a larger group a message would be mostly names. */
const maxAsked = 200;

const nobody: readonly GroupMember[] = [];
const rank = { owner: 0, admin: 1, member: 2 } as const;

/** The members of the groups that somebody looks at. */
export class MemberBook {
  readonly #options: MemberBookOptions;
  readonly #known = new Map<GroupId, readonly GroupMember[]>();
  readonly #loading = new Set<GroupId>();
  /** To be read again when the reading under way, or the rest after it, is over. */
  readonly #stale = new Set<GroupId>();
  readonly #failed = new Set<GroupId>();
  readonly #rests = new Map<GroupId, () => void>();
  #isClosed = false;

  constructor(options: MemberBookOptions) {
    this.#options = options;
  }

  /** The known members; the first call loads them, from this device and then from the server. */
  list(id: GroupId): readonly GroupMember[] {
    const known = this.#known.get(id);
    if (known) return known;
    this.#known.set(id, nobody);
    this.#open(id).catch(this.#options.problem);
    return nobody;
  }

  /** Other known members of a group that has read receipts: its messages ask them (XSYNC.md, config). */
  askedToRead(id: GroupId): readonly UserId[] {
    const { groups } = this.#options;
    if (groups.find(id)?.hasReadReceipts !== true) return [];
    const others = this.list(id).flatMap(({ userId }) => (userId === groups.me ? [] : [userId]));
    return others.length > maxAsked ? [] : others;
  }

  /** Makes a call that gives this user a name in a group; what came meanwhile may be from after it, see `GroupBook`. */
  async setOwnName(id: GroupId, call: Promise<void>, displayName: string): Promise<void> {
    const { groups } = this.#options;
    const hasChanged = groups.watch(id);
    await call;
    const known = this.#known.get(id) ?? nobody;
    const isKnown = known.every((member) => member.userId !== groups.me || member.displayName === displayName);
    if (isKnown) return;
    this.#put(
      id,
      known.map((member) => (member.userId === groups.me ? { ...member, displayName } : member)),
    );
    if (hasChanged()) this.#load(id);
  }

  /** Something happened in a group; what is not loaded will be when it is looked at. */
  noticed(notice: GroupNotice, isLive: boolean): void {
    const { groups } = this.#options;
    const known = this.#known.get(notice.group);
    if (!known) return;
    // Of an unknown list nothing can be said: one member of it would pass for all.
    const after = known === nobody ? known : membersAfter(known, notice);
    if (after !== known) this.#put(notice.group, after);
    const isDoubtful = !isLive || this.#loading.has(notice.group);
    if (isDoubtful || isUnclear(notice, groups.me)) this.#load(notice.group);
  }

  /** The network is back. */
  online(): void {
    for (const id of this.#failed) {
      this.#rests.get(id)?.();
      this.#rests.delete(id);
      this.#load(id);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#rests.values()) cancel();
  }

  async #open(id: GroupId): Promise<void> {
    const stored = await this.#options.store.groupMembers(id);
    if (stored.length > 0 && this.#known.get(id) === nobody) this.#show(id, stored);
    this.#load(id);
  }

  #load(id: GroupId): void {
    if (this.#isClosed) return;
    if (this.#loading.has(id) || this.#rests.has(id)) {
      this.#stale.add(id);
      return;
    }
    this.#loading.add(id);
    this.#stale.delete(id);
    this.#failed.delete(id);
    this.#read(id)
      .catch((error: unknown) => this.#notRead(id, error))
      .finally(() => this.#rest(id));
  }

  async #read(id: GroupId): Promise<void> {
    const { calls, groups } = this.#options;
    const [{ ownerId }, admins, rows] = await Promise.all([groups.whole(id), calls.admins(id), calls.members(id)]);
    const adminIds = new Set(admins);
    const members = rows.map(({ userId, displayName, bannedUntilMs }): GroupMember => {
      const role = userId === ownerId ? 'owner' : adminIds.has(userId) ? 'admin' : 'member';
      return { userId, displayName, role, bannedUntilMs };
    });
    // Where something happened meanwhile the next reading says what came of it.
    if (!this.#stale.has(id) || this.#known.get(id) === nobody) this.#put(id, members);
  }

  #rest(id: GroupId): void {
    const { clock } = this.#options;
    this.#loading.delete(id);
    if (this.#isClosed) return;
    this.#rests.set(
      id,
      clock.after(this.#failed.has(id) ? failedMs : restMs, () => {
        this.#rests.delete(id);
        if (this.#stale.has(id) || this.#failed.has(id)) this.#load(id);
      }),
    );
  }

  /** Who is not in a group is not told who is: what was known stays. */
  #notRead(id: GroupId, error: unknown): void {
    const { code } = ImError.from(error);
    if (code === 'memberRightNeeded' || code === 'notGroupMember' || code === 'groupNotFound') return;
    this.#failed.add(id);
    this.#options.problem(error);
  }

  #put(id: GroupId, members: readonly GroupMember[]): void {
    const { store } = this.#options;
    if (this.#isClosed) return;
    const before = this.#known.get(id) ?? nobody;
    const same = new Map(before.map((member) => [member.userId, member]));
    const sorted = members
      .map((member) => keep(same.get(member.userId), member))
      .sort((one, other) => rank[one.role] - rank[other.role] || one.userId - other.userId);
    if (sorted.length === before.length && sorted.every((member, at) => member === before[at])) return;
    void store.write([store.groupMembersChange(id, sorted)]);
    this.#show(id, sorted);
  }

  #show(id: GroupId, members: readonly GroupMember[]): void {
    this.#known.set(id, members);
    this.#options.changed(id);
  }
}

function keep(before: GroupMember | undefined, now: GroupMember): GroupMember {
  const isSame =
    before?.displayName === now.displayName && before.role === now.role && before.bannedUntilMs === now.bannedUntilMs;
  return isSame ? before : now;
}
