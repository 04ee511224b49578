import { type AppId, ImError } from '@warbler/protocol';

/** What may be done in an app. The names are those of the DNS answer's `app_status`. */
export const AppStatus = { normal: 'normal', frozen: 'frozen', banned: 'banned', revoked: 'revoked' } as const;

/** Name of an app's status. */
export type AppStatus = (typeof AppStatus)[keyof typeof AppStatus];

/** A tenant: its users, conversations and tokens are apart from every other app's. */
export interface App {
  readonly appId: AppId;
  readonly name: string;
  readonly status: AppStatus;
  readonly settings: AppSettings;
  /** Signs and verifies the app's tokens. Never leaves the server. */
  readonly tokenSecret: string;
  /** Admin tokens of other versions don't count. */
  readonly adminTokenVersion: number;
  readonly createdAtMs: number;
}

/** What an app decides for its users. */
export interface AppSettings {
  /** Whether anyone may register over REST. */
  readonly isRegistrationOpen: boolean;
  /** Whether visitors may register without choosing a name; only where registration is open. */
  readonly isAnonymousOpen: boolean;
  /** Whether users who are not friends may write to each other. */
  readonly acceptsStrangers: boolean;
  /** Whether clients hide the details of group members, where the group says so too. */
  readonly hidesMemberInfo: boolean;
  /** How long after sending its author may recall a message, in milliseconds; 0: not at all; null: as the server says. */
  readonly recallWindowMs: number | null;
}

/**
 * Lets calls through for an app in normal state only.
 *
 * @throws ImError `appStatusAbnormal` when the app is frozen, banned or revoked
 */
export function requireServing(app: App): void {
  if (app.status === AppStatus.normal) return;
  throw new ImError('appStatusAbnormal', { message: `the app is ${app.status}`, details: { status: app.status } });
}
