import type { AppId, MessageId, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { ApplicationStatus, type FriendApplication } from '../friend-application.ts';
import type { RosterAction, RosterLimits } from '../roster-action.ts';

/** Who wants to be whose friend. */
export interface ApplicationKey {
  readonly appId: AppId;
  readonly applicant: UserId;
  readonly to: UserId;
}

/** An application that can be answered. */
export interface WaitingApplication {
  readonly reason: string;
  /** What the applicant wants to call the friend. */
  readonly alias: string;
}

/** An application that waits and has not expired. */
export function findWaiting(
  { statements }: StoreContext,
  { appId, applicant, to }: ApplicationKey,
  nowMs: number,
): WaitingApplication | undefined {
  const row = statements.prepare(WAITING).get(appId, to, applicant, nowMs);
  return row === undefined ? undefined : { reason: row.reason as string, alias: row.alias as string };
}

const WAITING = `select reason, alias from friend_applications
  where app_id = ? and to_id = ? and from_id = ? and status = ${ApplicationStatus.waiting} and expires_at > ?`;

/** Writes an application down, anew if there was one. The newest ones push the oldest out. */
export function openApplication(
  { statements }: StoreContext,
  { appId, applicant, to }: ApplicationKey,
  {
    reason,
    alias,
    toldMid,
    nowMs,
    limits,
  }: WaitingApplication & { readonly toldMid: MessageId; readonly nowMs: number; readonly limits: RosterLimits },
): void {
  const expiresAtMs = nowMs + limits.friendApplicationMs;
  statements.prepare(OPEN).run(appId, to, applicant, reason, alias, ApplicationStatus.waiting, expiresAtMs, toldMid);
  statements.prepare(PUSH_OUT).run(appId, to, appId, to, limits.friendApplications);
}

const OPEN = `insert into friend_applications (app_id, to_id, from_id, reason, alias, status, expires_at, told_mid)
  values (?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (app_id, to_id, from_id) do update set reason = excluded.reason, alias = excluded.alias, status = excluded.status,
    expires_at = excluded.expires_at, told_mid = excluded.told_mid`;

const PUSH_OUT = `delete from friend_applications where app_id = ? and to_id = ? and told_mid <=
  (select told_mid from friend_applications where app_id = ? and to_id = ? order by told_mid desc limit 1 offset ?)`;

/** The same application came again: it waits anew, and nobody is told twice. */
export function prolongApplication(
  { statements }: StoreContext,
  { appId, applicant, to }: ApplicationKey,
  expiresAtMs: number,
): void {
  statements
    .prepare('update friend_applications set expires_at = ? where app_id = ? and to_id = ? and from_id = ?')
    .run(expiresAtMs, appId, to, applicant);
}

/** Declines what waits. */
export function declineApplication({ statements }: StoreContext, { appId, applicant, to }: ApplicationKey): void {
  statements.prepare(SETTLE).run(ApplicationStatus.declined, appId, to, applicant);
}

/** Two became friends: what waited between them, either way, is accepted. */
export function settleApplications({ statements }: StoreContext, { appId, actor, peer }: RosterAction): void {
  statements.prepare(SETTLE).run(ApplicationStatus.accepted, appId, actor, peer);
  statements.prepare(SETTLE).run(ApplicationStatus.accepted, appId, peer, actor);
}

const SETTLE = `update friend_applications set status = ?
  where app_id = ? and to_id = ? and from_id = ? and status = ${ApplicationStatus.waiting}`;

/** Which applications to a user are wanted. */
export interface ApplicationPageInput {
  readonly appId: AppId;
  readonly user: UserId;
  /** Only those told of earlier than this; absent: from the newest. */
  readonly before?: MessageId;
  readonly limit: number;
}

/** A page of applications, the newest first. */
export interface ApplicationPage {
  readonly applications: readonly FriendApplication[];
  /** Where the next page begins; absent on the last one. */
  readonly nextBefore?: MessageId;
}

/** The applications to a user, answered and expired ones too. */
export function listApplications(
  { statements }: StoreContext,
  { appId, user, before, limit }: ApplicationPageInput,
): ApplicationPage {
  // One more than asked for tells whether there is another page.
  const rows = statements.prepare(PAGE).all(appId, user, before ?? Number.MAX_SAFE_INTEGER, limit + 1);
  const page = rows.slice(0, limit);
  const applications = page.map((row) => ({
    applicant: row.from_id as UserId,
    reason: row.reason as string,
    status: row.status as ApplicationStatus,
    expiresAtMs: row.expires_at as number,
  }));
  const last = page.at(-1);
  return rows.length > limit && last ? { applications, nextBefore: last.told_mid as MessageId } : { applications };
}

const PAGE = `select from_id, reason, status, expires_at, told_mid from friend_applications
  where app_id = ? and to_id = ? and told_mid < ? order by told_mid desc limit ?`;
