import type { AppId, UserId } from '@warbler/protocol';
import type { Relation } from './relation.ts';

/** Tables of the roster capability. */
export interface RosterTables {
  /** One row per user and peer they ever had to do with. Times are milliseconds since 1970, booleans 0 or 1. */
  readonly roster: {
    readonly app_id: AppId;
    readonly user_id: UserId;
    readonly roster_id: UserId;
    readonly relation: Relation;
    readonly alias: string;
    readonly ext: string;
    readonly mute_notification: number;
    readonly created_at: number;
  };
}
