import type { AppId, GroupId, GroupRecordId, UserId } from '@warbler/protocol';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import { type Actor, type GroupAction, type GroupLimits, GroupRole, THE_OWNER } from '../group.ts';
import { findMember } from './group-rows.ts';
import { nextRecordId } from './record-id.ts';

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
  store: StoreContext,
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
  const key = [appId, group, user, inviter ?? 0] as const;
  const expiresAtMs = nowMs + limits.groupRequestMs;
  store.statements.prepare(OPEN).run(...key, reason, RequestStatus.waiting, expiresAtMs, nextRecordId(store), nowMs);
}

const OPEN = `insert into group_requests (app_id, group_id, user_id, inviter_id, reason, status, expires_at, request_id,
  updated_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (app_id, group_id, user_id, inviter_id) do update set reason = excluded.reason, status = excluded.status, expires_at = excluded.expires_at,
    request_id = excluded.request_id, updated_at = excluded.updated_at`;

/** Somebody is a member now: nothing that waited about it waits any more. */
export function settleRequests({ statements }: StoreContext, { appId, group, nowMs }: GroupAction, user: UserId): void {
  statements.prepare(SETTLE_ALL).run(RequestStatus.accepted, nowMs, appId, group, user, RequestStatus.waiting);
}

const SETTLE_ALL = `update group_requests set status = ?, updated_at = ?
  where app_id = ? and group_id = ? and user_id = ? and status = ?`;

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
  statements.prepare(SETTLE).run(status, nowMs, appId, group, user, row.inviter_id as number);
  return row.inviter_id as UserId;
}

const WAITING = `select inviter_id from group_requests where app_id = ? and group_id = ? and user_id = ?
  and status = ? and expires_at > ? and (inviter_id = ? or (? = -1 and inviter_id > 0)) order by request_id desc limit 1`;

const SETTLE = `update group_requests set status = ?, updated_at = ?
  where app_id = ? and group_id = ? and user_id = ? and inviter_id = ?`;

/** A request as lists show it. */
export interface GroupRequest {
  /** Grows with each opening. */
  readonly id: GroupRecordId;
  readonly groupId: GroupId;
  readonly userId: UserId;
  readonly inviterId: UserId;
  readonly reason: string;
  readonly status: number;
  readonly expiresAtMs: number;
  readonly updatedAtMs: number;
}

/** A page of requests, the newest first. One that is opened anew while somebody pages is new: it moved to the front. */
export interface RequestPageInput {
  readonly appId: AppId;
  /** Only requests that were opened before this one. */
  readonly before: GroupRecordId;
  readonly limit: number;
}

/** The applications to groups that the actor administers; other groups are left out. */
export function listApplications(
  store: StoreContext,
  input: RequestPageInput & { readonly actor: Actor; readonly groups: readonly GroupId[] },
): readonly GroupRequest[] {
  const { appId, actor, before, limit } = input;
  let page: readonly GroupRequest[] = [];
  for (const group of input.groups) {
    if (actor !== THE_OWNER && !administers(store, { appId, group }, actor)) continue;
    // Once the page is full, only what is newer than its end can still come in.
    const after = page.length < limit ? 0 : (page.at(-1)?.id ?? 0);
    const rows = store.statements.prepare(APPLICATIONS).all(appId, group, before, after, limit).map(toRequest);
    page = [...page, ...rows].sort((one, other) => other.id - one.id).slice(0, limit);
  }
  return page;
}

const APPLICATIONS = `select * from group_requests where app_id = ? and group_id = ? and inviter_id = 0
  and request_id < ? and request_id > ? order by request_id desc limit ?`;

function administers(store: StoreContext, group: Pick<GroupAction, 'appId' | 'group'>, user: UserId): boolean {
  const member = findMember(store, group, user);
  return member !== undefined && member.role >= GroupRole.admin;
}

/** The invitations of a user. */
export function listInvitations(
  { statements }: StoreContext,
  { appId, user, before, limit }: RequestPageInput & { readonly user: UserId },
): readonly GroupRequest[] {
  return statements.prepare(INVITATIONS).all(appId, user, before, limit).map(toRequest);
}

const INVITATIONS = `select * from group_requests where app_id = ? and user_id = ? and inviter_id > 0
  and request_id < ? order by request_id desc limit ?`;

function toRequest(row: SqlRow): GroupRequest {
  return {
    id: row.request_id as GroupRecordId,
    groupId: row.group_id as GroupId,
    userId: row.user_id as UserId,
    inviterId: row.inviter_id as UserId,
    reason: row.reason as string,
    status: row.status as number,
    expiresAtMs: row.expires_at as number,
    updatedAtMs: row.updated_at as number,
  };
}
