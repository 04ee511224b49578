import type { GroupId, UserId } from '@warbler/protocol';
import type { GroupMembership } from '../conversations/index.ts';
import type { Session } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';

/** Told of groups that somebody at this node gets, and of those that nobody does any more. */
export interface AudienceListener {
  holdGroup(group: GroupId): void;
  releaseGroup(group: GroupId): void;
}

/** The groups of a session are being read. */
interface Read {
  /** Something changed since: what is being read does not count. */
  isStale: boolean;
  done: Promise<void>;
}

/**
 * Which sessions of this node belong to which group, so that a message to a group of any size costs work for those
 * who are online, and nothing for the others.
 */
export class GroupAudiences {
  readonly #sessions: SessionRegistry;
  /** The value says whether the member blocks the group's messages. */
  readonly #members = new Map<GroupId, Map<Session, boolean>>();
  readonly #groups = new Map<Session, Set<GroupId>>();
  readonly #reads = new Map<Session, Read>();
  readonly #listener: AudienceListener | undefined;

  constructor(sessions: SessionRegistry, listener?: AudienceListener) {
    this.#sessions = sessions;
    this.#listener = listener;
  }

  /** A session began, or may have missed changes: its user's groups, as they are once nothing changes while they are read. */
  enter(session: Session, read: () => Promise<readonly GroupMembership[]>): Promise<void> {
    const underWay = this.#reads.get(session);
    if (underWay === undefined) {
      const started: Read = { isStale: false, done: Promise.resolve() };
      this.#reads.set(session, started);
      started.done = this.#read(session, started, read).finally(() => this.#reads.delete(session));
      return started.done;
    }
    underWay.isStale = true;
    return underWay.done;
  }

  /** A session ended. */
  leave(session: Session): void {
    for (const group of this.#groups.get(session) ?? []) this.#drop(session, group);
    this.#groups.delete(session);
  }

  /** A user is a member from now on. */
  joined(group: GroupId, user: UserId): void {
    for (const session of this.#changed(user)) this.#add(session, group, false);
  }

  /** A user is no member any more. */
  left(group: GroupId, user: UserId): void {
    for (const session of this.#changed(user)) this.#remove(session, group);
  }

  /** A member blocks the group's messages, or takes them again. */
  receptionChanged(group: GroupId, user: UserId, isBlocked: boolean): void {
    for (const session of this.#changed(user)) this.#add(session, group, isBlocked);
  }

  /** The sessions that get what is new in a group; messages are not for those who block them. */
  *of(group: GroupId, { isMessage }: { readonly isMessage: boolean }): Iterable<Session> {
    for (const [session, isBlocked] of this.#members.get(group) ?? []) if (!isMessage || !isBlocked) yield session;
  }

  /** How many sessions of this node get what is new in a group. */
  countOf(group: GroupId): number {
    return this.#members.get(group)?.size ?? 0;
  }

  #changed(user: UserId): readonly Session[] {
    const sessions = this.#sessions.of(user);
    for (const session of sessions) {
      const underWay = this.#reads.get(session);
      if (underWay !== undefined) underWay.isStale = true;
    }
    return sessions;
  }

  async #read(session: Session, underWay: Read, read: () => Promise<readonly GroupMembership[]>): Promise<void> {
    let memberships: readonly GroupMembership[];
    do {
      underWay.isStale = false;
      memberships = await read();
    } while (underWay.isStale);
    this.#set(session, memberships);
  }

  #set(session: Session, memberships: readonly GroupMembership[]): void {
    if (!this.#sessions.of(session.user).includes(session)) return;
    const groups = new Set(memberships.map(({ group }) => group));
    for (const group of [...(this.#groups.get(session) ?? [])]) if (!groups.has(group)) this.#remove(session, group);
    for (const { group, isBlocked } of memberships) this.#add(session, group, isBlocked);
  }

  #remove(session: Session, group: GroupId): void {
    this.#drop(session, group);
    this.#groups.get(session)?.delete(group);
  }

  #add(session: Session, group: GroupId, isBlocked: boolean): void {
    const members = this.#members.get(group);
    if (members !== undefined) members.set(session, isBlocked);
    else {
      this.#members.set(group, new Map([[session, isBlocked]]));
      this.#listener?.holdGroup(group);
    }
    const groups = this.#groups.get(session);
    if (groups === undefined) this.#groups.set(session, new Set([group]));
    else groups.add(group);
  }

  #drop(session: Session, group: GroupId): void {
    const members = this.#members.get(group);
    members?.delete(session);
    if (members?.size !== 0) return;
    this.#members.delete(group);
    this.#listener?.releaseGroup(group);
  }
}
