import { type GroupId, GroupNoticeType, ImError, type UserId } from '@warbler/protocol';
import type { BriefGroup, GroupCalls, GroupFacts } from '../http/group-calls.ts';
import type { Clock } from '../platform/clock.ts';
import type { AccountStore } from '../store/account-store.ts';
import type { Group, GroupRole } from './group.ts';
import { type GroupNotice, groupAfter, isUnclear } from './group-notice.ts';

/** What a group book needs. */
export interface GroupBookOptions {
  readonly me: UserId;
  readonly calls: GroupCalls;
  readonly clock: Clock;
  readonly store: AccountStore;
  /** These became known or changed. */
  changed(groupIds: readonly GroupId[]): void;
  /** The user is not in these any more. */
  left(groupIds: readonly GroupId[]): void;
  problem(cause: unknown): void;
}

/** A group that the server is to be asked about. */
interface Question {
  /** Whether with all settings. */
  readonly isDetailed: boolean;
  readonly dueMs: number;
}

/** Questions of one moment go together. */
const gatherMs = 50;
/** Between questions that notices give rise to: a busy group must not make every member ask all the time. */
const restMs = 3_000;
/** A push may be so late that answers overtake it; a connection that is silent for longer is given up. */
const overtakenMs = 20_000;
/** After a question that failed; the network coming back ends it. */
const failedMs = 30_000;
/** After an answer that did not know the group. */
const askAgainMs = 60_000;

/** What is shown of a group of which only the list is known. */
const unknownSettings = {
  description: '',
  allowsMemberInvite: true,
  allowsMemberEdit: false,
  hasReadReceipts: false,
  showsHistoryToNew: false,
  hidesMembers: false,
  bannedUntilMs: 0,
};

/** The user's groups, and others that were met: kept on this device, kept fresh by notices, and by asking where those leave it open. */
export class GroupBook {
  readonly #options: GroupBookOptions;
  readonly #known = new Map<GroupId, Group>();
  #joined: ReadonlySet<GroupId> = new Set();
  /** To be asked about. */
  readonly #wanted = new Map<GroupId, Question>();
  readonly #asked = new Map<GroupId, { readonly atMs: number; readonly isDetailed: boolean }>();
  /** When what is known of each was answered. */
  readonly #answeredMs = new Map<GroupId, number>();
  /** Fully known since the account was opened. */
  readonly #detailed = new Set<GroupId>();
  readonly #loading = new Map<GroupId, Promise<Group>>();
  /** How often each changed by a notice or a call: an answer to a question from before that may be old. */
  readonly #changeCounts = new Map<GroupId, number>();
  #list: readonly Group[] | undefined;
  #cancelAsk: (() => void) | undefined;
  #isAsking = false;
  #isRefreshing = false;
  /** A question failed: nothing is asked before. */
  #askAfterMs = 0;
  #isClosed = false;

  constructor(options: GroupBookOptions) {
    this.#options = options;
  }

  get me(): UserId {
    return this.#options.me;
  }

  /** Takes up what is stored. */
  async open(): Promise<void> {
    const { store } = this.#options;
    for (const group of await store.groups()) this.#known.set(group.id, group);
    this.#joined = new Set(await store.joinedGroups());
  }

  /** The groups the user is in, by name. */
  get list(): readonly Group[] {
    this.#list ??= [...this.#joined]
      .flatMap((id) => this.#known.get(id) ?? [])
      .filter(({ isDestroyed }) => !isDestroyed)
      .sort((one, other) => one.name.localeCompare(other.name) || one.id - other.id);
    return this.#list;
  }

  /** What is known of a group, to be listed; an unknown one is asked for. */
  find(id: GroupId): Group | undefined {
    const group = this.#known.get(id);
    if (!group) this.#want(id, false);
    return group;
  }

  /** What is known of a group; one that is not fully known is asked for. */
  get(id: GroupId): Group | undefined {
    if (!this.#detailed.has(id)) this.#want(id, true);
    return this.#known.get(id);
  }

  /** The group with all settings, asked for now if that was not done before. */
  async whole(id: GroupId): Promise<Group> {
    const group = this.#known.get(id);
    return group && this.#detailed.has(id) ? group : this.load(id);
  }

  /** The group with all settings, fresh from the server. @throws ImError `groupNotFound`, ... */
  load(id: GroupId): Promise<Group> {
    const loading = this.#loading.get(id) ?? this.#load(id).finally(() => this.#loading.delete(id));
    this.#loading.set(id, loading);
    return loading;
  }

  /** Whether a group wants senders to be told who has read; as far as is known when the server cannot be asked. */
  async wantsReadReceipts(id: GroupId): Promise<boolean> {
    const group = await this.whole(id).catch(() => this.#known.get(id));
    return group?.hasReadReceipts === true;
  }

  /** Asks for all groups of the user, as lists show them. */
  async refreshAll(alsoIds: readonly GroupId[]): Promise<void> {
    this.#isRefreshing = true;
    try {
      const before = new Map(this.#changeCounts);
      const joined = await this.#options.calls.joined();
      const isOld = (id: GroupId) => this.#changeCounts.get(id) !== before.get(id);
      this.#setJoined(new Set([...joined.filter((id) => !isOld(id)), ...[...this.#joined].filter(isOld)]));
      await this.#askBrief([...new Set([...joined, ...alsoIds])]);
    } finally {
      this.#isRefreshing = false;
    }
  }

  /** A group was made by the user. */
  created(facts: GroupFacts): Group {
    const group: Group = { ...facts, myRole: 'owner' };
    this.#detailed.add(group.id);
    this.#put([group]);
    this.#setRole(group.id, 'owner');
    return group;
  }

  /**
   * Makes a call of this user that changes a group. The notice that tells of it may come before its answer, or after; where
   * something else came before, perhaps from after the call, the server is asked what came of both.
   */
  async changeBy<Answer>(
    id: GroupId,
    call: Promise<Answer>,
    changesOf: (answer: Answer) => Partial<Group>,
  ): Promise<void> {
    const hasChanged = this.watch(id);
    const changes = changesOf(await call);
    const known = this.#known.get(id);
    const isDoubtful = hasChanged() && known && !isSame({ ...known, ...changes }, known);
    this.#change(id, changes);
    if (isDoubtful) this.#askSoon(id, true);
  }

  /** Watches a group from now on. Returns what tells whether something happened in it since. */
  watch(id: GroupId): () => boolean {
    const before = this.#changeCounts.get(id);
    return () => this.#changeCounts.get(id) !== before;
  }

  /**
   * Something happened in a group. `isLive`: just now, so that nothing of it is in what is known; else it may be old,
   * and the server is asked what came of it.
   */
  noticed(notice: GroupNotice, isLive: boolean): void {
    const { me } = this.#options;
    const id = notice.group;
    this.#countChange(id);
    // What a group is told is asked for by those who show it.
    if (notice.type === GroupNoticeType.ANNOUNCEMENT_UPDATED) this.#options.changed([id]);
    const group = this.#known.get(id);
    const after = group && groupAfter(group, notice, me);
    if (after && after !== group) {
      if (after.memberCount !== group.memberCount) this.#doubtCount(id);
      this.#put([after]);
      if (after.myRole !== group.myRole) this.#setRole(id, after.myRole);
    }
    const isAsking = this.#loading.has(id) || this.#isAsking || this.#isRefreshing;
    const isDoubtful = !isLive || !group || isAsking || isUnclear(notice, me);
    // Lists do not say whether the user is in a group.
    if (isDoubtful) this.#askSoon(id, this.#detailed.has(id) || notice.to.includes(me));
  }

  /** The network is back: what could not be asked is asked now. */
  online(): void {
    this.#askAfterMs = 0;
    this.#schedule();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelAsk?.();
  }

  async #load(id: GroupId): Promise<Group> {
    const { calls } = this.#options;
    const hasChanged = this.watch(id);
    const facts = await calls.facts(id).catch((error: unknown) => {
      if (ImError.from(error).code === 'groupNotFound') this.#change(id, { isDestroyed: true, myRole: 'none' });
      throw error;
    });
    const myRole = await this.#askRole(facts);
    const group = { ...facts, myRole };
    this.#detailed.add(id);
    this.#answeredMs.set(id, this.#options.clock.elapsed());
    if (hasChanged()) this.#askSoon(id, true);
    this.#put([group]);
    this.#setRole(id, myRole);
    return this.#known.get(id) ?? group;
  }

  async #askRole({ id, ownerId, isDestroyed }: GroupFacts): Promise<GroupRole> {
    const { calls, me } = this.#options;
    if (isDestroyed) return 'none';
    if (ownerId === me) return 'owner';
    try {
      return (await calls.admins(id)).includes(me) ? 'admin' : 'member';
    } catch (error) {
      const { code } = ImError.from(error);
      if (code === 'memberRightNeeded' || code === 'notGroupMember' || code === 'groupNotFound') return 'none';
      throw error;
    }
  }

  #want(id: GroupId, isDetailed: boolean): void {
    const nowMs = this.#options.clock.elapsed();
    const asked = this.#asked.get(id);
    const wasAsked = asked && nowMs - asked.atMs < askAgainMs && (asked.isDetailed || !isDetailed);
    if (!wasAsked && !this.#loading.has(id)) this.#ask(id, { isDetailed, dueMs: nowMs + gatherMs });
  }

  /** A notice left something open. */
  #askSoon(id: GroupId, isDetailed: boolean): void {
    const earliestMs = (this.#asked.get(id)?.atMs ?? Number.NEGATIVE_INFINITY) + restMs;
    const dueMs = Math.max(this.#options.clock.elapsed() + gatherMs, earliestMs);
    this.#ask(id, { isDetailed, dueMs });
  }

  /**
   * Whoever came or went may be in the count already, where an answer overtook the notice, and all else comes out the same. So
   * it is asked for again when nothing that the answer overtook can come any more.
   */
  #doubtCount(id: GroupId): void {
    const certainMs = (this.#answeredMs.get(id) ?? Number.NEGATIVE_INFINITY) + overtakenMs;
    if (this.#options.clock.elapsed() < certainMs) this.#ask(id, { isDetailed: false, dueMs: certainMs });
  }

  #ask(id: GroupId, { isDetailed, dueMs }: Question): void {
    const before = this.#wanted.get(id);
    this.#wanted.set(id, {
      isDetailed: isDetailed || before?.isDetailed === true,
      dueMs: Math.min(dueMs, before?.dueMs ?? dueMs),
    });
    this.#schedule();
  }

  #schedule(): void {
    const { clock, problem } = this.#options;
    this.#cancelAsk?.();
    this.#cancelAsk = undefined;
    if (this.#isAsking || this.#isClosed || this.#wanted.size === 0) return;
    const firstMs = Math.min(...[...this.#wanted.values()].map((question) => question.dueMs));
    const dueMs = Math.max(firstMs, this.#askAfterMs);
    this.#cancelAsk = clock.after(Math.max(0, dueMs - clock.elapsed()), () => {
      this.#cancelAsk = undefined;
      this.#isAsking = true;
      this.#askDue()
        .catch(problem)
        .finally(() => {
          this.#isAsking = false;
          this.#schedule();
        });
    });
  }

  /** What fails, but for groups that are not there, is asked again later. */
  async #askDue(): Promise<void> {
    const nowMs = this.#options.clock.elapsed();
    const due = [...this.#wanted].filter(([, { dueMs }]) => dueMs <= nowMs);
    for (const [id, { isDetailed }] of due) {
      this.#wanted.delete(id);
      this.#asked.set(id, { atMs: nowMs, isDetailed });
    }
    const isWhole = ([, { isDetailed }]: (typeof due)[number]) => isDetailed;
    const brief = due.filter((one) => !isWhole(one));
    await this.#askBrief(brief.map(([id]) => id)).catch((error: unknown) => this.#failed(brief, error));
    for (const one of due.filter(isWhole)) {
      await this.load(one[0]).catch((error: unknown) => this.#failed([one], error));
    }
  }

  #failed(questions: readonly (readonly [GroupId, Question])[], error: unknown): void {
    if (ImError.from(error).code === 'groupNotFound' || this.#isClosed) return;
    this.#askAfterMs = this.#options.clock.elapsed() + failedMs;
    for (const [id, question] of questions) this.#wanted.set(id, question);
    this.#options.problem(error);
  }

  async #askBrief(ids: readonly GroupId[]): Promise<void> {
    if (ids.length === 0) return;
    const changeCounts = new Map(this.#changeCounts);
    const rows = await this.#options.calls.brief(ids);
    this.#put(rows.map((row) => this.#withRole(row)));
    for (const { id } of rows) this.#answeredMs.set(id, this.#options.clock.elapsed());
    for (const { id } of rows) if (this.#changeCounts.get(id) !== changeCounts.get(id)) this.#askSoon(id, false);
  }

  #change(id: GroupId, changes: Partial<Group>): void {
    this.#countChange(id);
    const group = this.#known.get(id);
    if (group) this.#put([{ ...group, ...changes }]);
    if (changes.myRole) this.#setRole(id, changes.myRole);
  }

  #countChange(id: GroupId): void {
    this.#changeCounts.set(id, (this.#changeCounts.get(id) ?? 0) + 1);
  }

  #withRole(row: BriefGroup): Group {
    const { me } = this.#options;
    const { avatar: _, ...before } = this.#known.get(row.id) ?? { ...unknownSettings, avatar: '' };
    const isIn = this.#joined.has(row.id) && !row.isDestroyed;
    const wasAdmin = 'myRole' in before && before.myRole === 'admin';
    const role = row.ownerId === me ? 'owner' : wasAdmin ? 'admin' : 'member';
    return { ...before, ...row, myRole: isIn ? role : 'none' };
  }

  #setRole(id: GroupId, role: GroupRole): void {
    if (this.#joined.has(id) === (role !== 'none')) return;
    this.#countChange(id);
    const joined = new Set(this.#joined);
    if (role === 'none') joined.delete(id);
    else joined.add(id);
    this.#setJoined(joined);
  }

  #setJoined(joined: ReadonlySet<GroupId>): void {
    const { changed, left, store } = this.#options;
    const before = this.#joined;
    const moved = [...joined, ...before].filter((id) => joined.has(id) !== before.has(id));
    if (moved.length === 0) return;
    this.#joined = joined;
    this.#list = undefined;
    void store.write([store.joinedGroupsChange([...joined])]);
    const gone = moved.flatMap((id) => (joined.has(id) ? [] : (this.#known.get(id) ?? [])));
    this.#put(gone.map((group) => ({ ...group, myRole: 'none' })));
    changed(moved);
    left(moved.filter((id) => !joined.has(id)));
  }

  /** Takes over what is new. */
  #put(groups: readonly Group[]): void {
    const { changed, store } = this.#options;
    const fresh = groups.filter((group) => !isSame(group, this.#known.get(group.id)));
    for (const group of fresh) this.#known.set(group.id, group);
    if (fresh.length === 0 || this.#isClosed) return;
    this.#list = undefined;
    void store.write(fresh.map((group) => store.groupChange(group)));
    changed(fresh.map(({ id }) => id));
  }
}

function isSame(one: Group, other: Group | undefined): boolean {
  const fields = new Map(Object.entries(one));
  const others = Object.entries(other ?? {});
  return others.length === fields.size && others.every(([name, value]) => fields.get(name) === value);
}
