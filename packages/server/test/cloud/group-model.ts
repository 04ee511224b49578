/** A message that the server answered, and who was there to get it. */
export interface GroupMessage {
  readonly mid: number;
  readonly from: number;
  readonly fromSn: number;
  readonly text: string;
  readonly receivers: ReadonlySet<number>;
}

/** What one member did and had done to them since joining. */
interface Member {
  readonly joinedAfter: number;
  role: number;
  isBanned: boolean;
  isBlocking: boolean;
  /** Everything up to here was read, also what is answered only later. */
  readUpTo: number;
  readonly read: Set<number>;
  readonly unreadAgain: Set<number>;
  /** Left the count without being read: deleted, cleared, or never received. */
  readonly skipped: Set<number>;
  readonly deleted: Set<number>;
  clearedUpTo: number;
}

export const MEMBER = 0;
export const ADMIN = 1;
export const OWNER = 2;

/** More than so many times kicked, nobody comes back. */
const KICKS_MAX = 3;

/** What must be true of a group in the end, kept in the simplest way: lists and sets, no arithmetic. */
export class GroupModel {
  isEveryoneBanned = false;
  isHistoryOpen = false;
  #messages: GroupMessage[] = [];
  readonly #members = new Map<number, Member>();
  readonly #kicks = new Map<number, number>();

  get members(): readonly number[] {
    return [...this.#members.keys()];
  }

  has(user: number): boolean {
    return this.#members.has(user);
  }

  roleOf(user: number): number | undefined {
    return this.#members.get(user)?.role;
  }

  /** The newest message when a member joined. */
  joinedAfter(user: number): number {
    return this.#of(user).joinedAfter;
  }

  isBlocking(user: number): boolean {
    return this.#members.get(user)?.isBlocking ?? false;
  }

  maySpeak(user: number): boolean {
    const member = this.#members.get(user);
    if (member === undefined || member.isBanned) return false;
    return !this.isEveryoneBanned || member.role >= ADMIN;
  }

  mayJoin(user: number): boolean {
    return !this.has(user) && (this.#kicks.get(user) ?? 0) <= KICKS_MAX;
  }

  join(user: number, role = MEMBER): void {
    this.#members.set(user, {
      joinedAfter: this.#messages.at(-1)?.mid ?? 0,
      role,
      isBanned: false,
      isBlocking: false,
      readUpTo: 0,
      read: new Set(),
      unreadAgain: new Set(),
      skipped: new Set(),
      deleted: new Set(),
      clearedUpTo: 0,
    });
  }

  leave(user: number): void {
    this.#members.delete(user);
  }

  kick(user: number): void {
    this.leave(user);
    this.#kicks.set(user, (this.#kicks.get(user) ?? 0) + 1);
  }

  setRole(user: number, role: number): void {
    this.#of(user).role = role;
  }

  setBanned(user: number, isBanned: boolean): void {
    this.#of(user).isBanned = isBanned;
  }

  setBlocking(user: number, isBlocking: boolean): void {
    const member = this.#of(user);
    // Whoever stops blocking begins anew: what waited does so no more, and was not read.
    if (member.isBlocking && !isBlocking) this.#skipAll(user);
    member.isBlocking = isBlocking;
  }

  sent(message: Omit<GroupMessage, 'receivers'>): void {
    const receivers = this.members.filter((user) => !this.isBlocking(user));
    this.#messages = [...this.#messages, { ...message, receivers: new Set(receivers) }].sort(
      (one, other) => one.mid - other.mid,
    );
  }

  readAll(reader: number, mid: number): void {
    const member = this.#of(reader);
    member.readUpTo = Math.max(member.readUpTo, mid);
    for (const marked of [...member.unreadAgain]) if (marked <= mid) member.unreadAgain.delete(marked);
  }

  readOne(reader: number, mid: number): void {
    const member = this.#of(reader);
    member.read.add(mid);
    member.unreadAgain.delete(mid);
  }

  cancelRead(reader: number, mid: number): void {
    const member = this.#of(reader);
    if (hasRead(member, mid) || member.skipped.has(mid)) member.unreadAgain.add(mid);
  }

  recall(mid: number): void {
    this.#messages = this.#messages.filter((message) => message.mid !== mid);
  }

  edit(mid: number, change: (text: string) => string): void {
    this.#messages = this.#messages.map((message) =>
      message.mid === mid ? { ...message, text: change(message.text) } : message,
    );
  }

  delete(user: number, mid: number): void {
    const member = this.#of(user);
    this.#skip(user, mid);
    member.unreadAgain.delete(mid);
    member.deleted.add(mid);
  }

  clear(user: number): void {
    const member = this.#of(user);
    this.#skipAll(user);
    member.clearedUpTo = this.#messages.at(-1)?.mid ?? 0;
  }

  /** What a member's devices were given and still show, in order. */
  streamOf(user: number): readonly GroupMessage[] {
    const { clearedUpTo, deleted } = this.#of(user);
    return this.#ownPart(user).filter(
      ({ mid, receivers }) => receivers.has(user) && mid > clearedUpTo && !deleted.has(mid),
    );
  }

  /** What a member sees who looks at the history. */
  historyOf(user: number): readonly GroupMessage[] {
    const { clearedUpTo, deleted } = this.#of(user);
    const part = this.isHistoryOpen ? this.#messages : this.#ownPart(user);
    return part.filter(({ mid }) => mid > clearedUpTo && !deleted.has(mid));
  }

  unread(user: number): number {
    const member = this.#of(user);
    if (member.isBlocking) return 0;
    return this.#ownPart(user).filter(({ mid, from }) => {
      if (from === user || member.deleted.has(mid) || mid <= member.clearedUpTo) return false;
      return member.unreadAgain.has(mid) || !(hasRead(member, mid) || member.skipped.has(mid));
    }).length;
  }

  /** Messages of a member that are still there. */
  messagesOf(user: number): readonly GroupMessage[] {
    return this.#messages.filter(({ from }) => from === user);
  }

  /** Who has and who has not read a message, of those who were there and still are. */
  readersOf({ mid, from }: GroupMessage): { readonly read: readonly number[]; readonly unread: readonly number[] } {
    const receivers = [...this.#members].filter(([user, { joinedAfter }]) => user !== from && joinedAfter < mid);
    const users = (isRead: boolean) =>
      receivers
        .filter(([, member]) => hasRead(member, mid) === isRead)
        .map(([user]) => user)
        .sort((one, other) => one - other);
    return { read: users(true), unread: users(false) };
  }

  #skip(user: number, mid: number): void {
    const member = this.#of(user);
    if (!hasRead(member, mid)) member.skipped.add(mid);
  }

  #skipAll(user: number): void {
    for (const { mid } of this.#ownPart(user)) this.#skip(user, mid);
    this.#of(user).unreadAgain.clear();
  }

  #ownPart(user: number): readonly GroupMessage[] {
    const { joinedAfter } = this.#of(user);
    return this.#messages.filter(({ mid }) => mid > joinedAfter);
  }

  #of(user: number): Member {
    const member = this.#members.get(user);
    if (member === undefined) throw new Error(`${user} is no member`);
    return member;
  }
}

function hasRead({ read, readUpTo, skipped }: Member, mid: number): boolean {
  return read.has(mid) || (mid <= readUpTo && !skipped.has(mid));
}
