import type { AppId, GroupId, UserId } from '@warbler/protocol';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import { type Actor, type GroupAction, type GroupLimits, GroupRole, THE_OWNER } from '../group.ts';
import { findMember } from './group-rows.ts';

/** States of a request; the numbers are the contract's (GroupApplication.status). */
const RequestStatus = { waiting: 0, accepted: 1, declined: 2 } as const;

/** Somebody who wants in, or is wanted: an application has no inviter. */
interface RequestKey extends GroupAction {
  readonly user: UserId;
  /** 0 for an application; absent: the newest invitation. */
  readonly inviter: UserId | undefined;
}

/** Writes a request down, anew if there was one. */
export function openRequest(
  { statements }: StoreContext,
  {
    appId,
    group,
    user,
    inviter,
    reason,
    nowMs,
    limits,
  }: RequestKey & {
    readonly reason: string;
    readonly limits: GroupLimits;
  },
): void {
  statements
    .prepare(OPEN)
    .run(appId, group, user, inviter ?? 0, reason, RequestStatus.waiting, nowMs + limits.groupRequestMs);
}

const OPEN = `insert into group_requests (app_id, group_id, user_id, inviter_id, reason, status, expires_at)
  values (?, ?, ?, ?, ?, ?, ?)
  on conflict do update set reason = excluded.reason, status = excluded.status, expires_at = excluded.expires_at`;

/** Settles a request that waits and has not expired. @returns who invited (0: an application); undefined: none waits */
export function takeRequest(
  { statements }: StoreContext,
  { appId, group, user, inviter, nowMs, isAccepted }: RequestKey & { readonly isAccepted: boolean },
): UserId | undefined {
  const row = statements
    .prepare(WAITING)
    .get(appId, group, user, RequestStatus.waiting, nowMs, inviter ?? -1, inviter ?? -1);
  if (row === undefined) return undefined;
  const status = isAccepted ? RequestStatus.accepted : RequestStatus.declined;
  statements.prepare(SETTLE).run(status, appId, group, user, row.inviter_id as number);
  return row.inviter_id as UserId;
}

const WAITING = `select inviter_id from group_requests where app_id = ? and group_id = ? and user_id = ?
  and status = ? and expires_at > ? and (inviter_id = ? or (? = -1 and inviter_id > 0)) order by expires_at desc limit 1`;

const SETTLE = `update group_requests set status = ?
  where app_id = ? and group_id = ? and user_id = ? and inviter_id = ?`;

/** A request as lists show it. */
export interface GroupRequest {
  readonly groupId: GroupId;
  readonly userId: UserId;
  readonly inviterId: UserId;
  readonly reason: string;
  readonly status: number;
  readonly expiresAtMs: number;
}

/** The applications to groups that the actor administers; other groups are left out. */
export function listApplications(
  store: StoreContext,
  input: { readonly appId: AppId; readonly actor: Actor; readonly groups: readonly GroupId[]; readonly limit: number },
): readonly GroupRequest[] {
  const { appId, actor, limit } = input;
  const own = input.groups.filter((group) => {
    if (actor === THE_OWNER) return true;
    const member = findMember(store, { appId, group }, actor);
    return member !== undefined && member.role >= GroupRole.admin;
  });
  return own
    .flatMap((group) => store.statements.prepare(APPLICATIONS).all(appId, group, limit).map(toRequest))
    .slice(0, limit);
}

const APPLICATIONS = `select * from group_requests where app_id = ? and group_id = ? and inviter_id = 0
  order by expires_at desc limit ?`;

/** The invitations of a user, the newest first. */
export function listInvitations(
  { statements }: StoreContext,
  { appId, user, limit }: { readonly appId: AppId; readonly user: UserId; readonly limit: number },
): readonly GroupRequest[] {
  return statements.prepare(INVITATIONS).all(appId, user, limit).map(toRequest);
}

const INVITATIONS = `select * from group_requests where app_id = ? and user_id = ? and inviter_id > 0
  order by expires_at desc limit ?`;

function toRequest(row: SqlRow): GroupRequest {
  return {
    groupId: row.group_id as GroupId,
    userId: row.user_id as UserId,
    inviterId: row.inviter_id as UserId,
    reason: row.reason as string,
    status: row.status as number,
    expiresAtMs: row.expires_at as number,
  };
}
