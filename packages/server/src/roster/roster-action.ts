import { type AppId, ImError, type UserId } from '@warbler/protocol';

/** Who does something about whom, and when. */
export interface RosterAction {
  readonly appId: AppId;
  readonly actor: UserId;
  readonly peer: UserId;
  readonly nowMs: number;
}

/** Bounds of rosters. */
export interface RosterLimits {
  readonly friendsPerUser: number;
  readonly blockedPerUser: number;
  readonly friendApplications: number;
  readonly friendApplicationMs: number;
}

/** Nobody is their own friend. @throws ImError `invalidParameter` */
export function requireOther({ actor, peer }: Pick<RosterAction, 'actor' | 'peer'>): void {
  if (actor !== peer) return;
  throw new ImError('invalidParameter', { message: 'invalid request parameter: user_id is the caller' });
}
