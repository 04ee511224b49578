import type { AppId, UserId } from '@warbler/protocol';
import type { Generated } from 'kysely';
import type { StoredRelation } from './relation.ts';

/** Tables of the roster capability. The friend applications are not among them: their SQL is their own. */
export interface RosterTables {
  /** One row per user and peer they ever had to do with. Times are milliseconds since 1970, booleans 0 or 1. */
  readonly roster: {
    readonly app_id: AppId;
    readonly user_id: UserId;
    readonly roster_id: UserId;
    /** What it is without the block, and is again once that is lifted. */
    readonly relation: StoredRelation;
    readonly is_blocked: Generated<number>;
    readonly alias: string;
    readonly ext: string;
    readonly mute_notification: number;
    readonly created_at: number;
  };
}
