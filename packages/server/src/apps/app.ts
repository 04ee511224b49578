import { type AppId, ImError } from '@warbler/protocol';
import type { AppSettings } from './app-settings.ts';

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
  /** The admin tokens that count: any other was revoked. */
  readonly adminTokenIds: ReadonlySet<string>;
  readonly createdAtMs: number;
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
