import type { Generated } from 'kysely';

/** The devices that ever logged in on the socket, as rows. */
export interface DeviceTables {
  readonly devices: {
    readonly app_id: string;
    readonly user_id: number;
    readonly device_sn: number;
    readonly device_guid: string;
    readonly platform: number;
    readonly device_info: string;
    readonly sdk_version: string;
    readonly created_at: number;
    /** When it logged in last. */
    readonly seen_at: number;
    /** When its last session ended; null while it is online, and after the server was killed while it was. */
    readonly left_at: number | null;
    /** The token that it logged in with last; empty once the server has signed it out. */
    readonly token_id: Generated<string>;
    readonly token_expires_at: Generated<number>;
    /** Where pushes go, as its vendor names the place; empty where no push is wanted. */
    readonly device_token: Generated<string>;
    readonly notifier_name: Generated<string>;
    /** The node at which it is online; null while it is away. Of a node that was killed it stays until that one starts. */
    readonly online_node: number | null;
    /** Counts its logins, so that a departure is that of one of them. */
    readonly login: Generated<number>;
  };
}
