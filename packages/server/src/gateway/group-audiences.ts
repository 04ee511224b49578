import type { GroupId, UserId } from '@warbler/protocol';
import type { GroupMembership } from '../conversations/index.ts';
import type { Session } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';

/**
 * Which sessions of this node belong to which group, so that a message to a group of any size costs work for those
 * who are online, and nothing for the others.
 */
export class GroupAudiences {
  readonly #sessions: SessionRegistry;
  /** The value says whether the member blocks the group's messages. */
  readonly #members = new Map<GroupId, Map<Session, boolean>>();
  readonly #groups = new Map<Session, Set<GroupId>>();

  constructor(sessions: SessionRegistry) {
    this.#sessions = sessions;
  }

  /** A session began: its user's groups, as they are at this moment. */
  enter(session: Session, memberships: readonly GroupMembership[]): void {
    if (!this.#sessions.of(session.user).includes(session)) return;
    for (const { group, isBlocked } of memberships) this.#add(session, group, isBlocked);
  }

  /** A session ended. */
  leave(session: Session): void {
    for (const group of this.#groups.get(session) ?? []) this.#drop(session, group);
    this.#groups.delete(session);
  }

  /** A user is a member from now on. */
  joined(group: GroupId, user: UserId): void {
    for (const session of this.#sessions.of(user)) this.#add(session, group, false);
  }

  /** A user is no member any more. */
  left(group: GroupId, user: UserId): void {
    for (const session of this.#sessions.of(user)) {
      this.#drop(session, group);
      this.#groups.get(session)?.delete(group);
    }
  }

  /** A member blocks the group's messages, or takes them again. */
  receptionChanged(group: GroupId, user: UserId, isBlocked: boolean): void {
    for (const session of this.#sessions.of(user)) this.#add(session, group, isBlocked);
  }

  /** The sessions that get what is new in a group; messages are not for those who block them. */
  *of(group: GroupId, { isMessage }: { readonly isMessage: boolean }): Iterable<Session> {
    for (const [session, isBlocked] of this.#members.get(group) ?? []) if (!isMessage || !isBlocked) yield session;
  }

  /** How many sessions of this node get what is new in a group. */
  countOf(group: GroupId): number {
    return this.#members.get(group)?.size ?? 0;
  }

  #add(session: Session, group: GroupId, isBlocked: boolean): void {
    const members = this.#members.get(group);
    if (members === undefined) this.#members.set(group, new Map([[session, isBlocked]]));
    else members.set(session, isBlocked);
    const groups = this.#groups.get(session);
    if (groups === undefined) this.#groups.set(session, new Set([group]));
    else groups.add(group);
  }

  #drop(session: Session, group: GroupId): void {
    const members = this.#members.get(group);
    members?.delete(session);
    if (members?.size === 0) this.#members.delete(group);
  }
}
