import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { Database } from '../storage/index.ts';

/** What a user has set, with the contract's meanings (rest-api.md section 5, UserSettings). Hours are 0 to 23. */
export interface Settings {
  /** Who may add the user: 0 anyone, 1 with consent, 2 who answers the question, 3 nobody. */
  readonly authMode: number;
  readonly authQuestion: string;
  readonly authAnswer: string;
  readonly isAutoDownload: boolean;
  /** Whether invitations to groups need the user's consent. */
  readonly needsGroupConsent: boolean;
  readonly isPushOff: boolean;
  readonly isPushDetailHidden: boolean;
  readonly noPushStartHour: number;
  readonly noPushEndHour: number;
  readonly isSoundOff: boolean;
  readonly pushNickName: string;
  readonly pushToken: string;
  readonly silenceStartHour: number;
  readonly silenceEndHour: number;
  readonly isVibrating: boolean;
  /** The number that the app showed on its icon last: what pushes count on from. */
  readonly pushBadge: number;
}

/** The settings that change; absent ones stay as they are. */
export type SettingsChange = { readonly [Field in keyof Settings]?: Settings[Field] | undefined };

/** What a user has who never set anything. */
const DEFAULT_SETTINGS: Settings = {
  authMode: 0,
  authQuestion: '',
  authAnswer: '',
  isAutoDownload: false,
  needsGroupConsent: false,
  isPushOff: false,
  isPushDetailHidden: false,
  noPushStartHour: 0,
  noPushEndHour: 0,
  isSoundOff: false,
  pushNickName: '',
  pushToken: '',
  silenceStartHour: 0,
  silenceEndHour: 0,
  isVibrating: false,
  pushBadge: 0,
};

/** No source states a limit for the texts; this one bounds the row. */
const SETTING_TEXT_MAX = 1024;

/** The wire's int32. */
const BADGE_MAX = 2 ** 31 - 1;

const AUTH_MODE_MAX = 3;
const HOUR_MAX = 23;

/** Reads a user's settings; the defaults when nothing was ever set. */
export async function readSettings({ query }: Database, appId: AppId, userId: UserId): Promise<Settings> {
  const row = await query
    .selectFrom('user_settings')
    .selectAll()
    .where('app_id', '=', appId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (row === undefined) return DEFAULT_SETTINGS;
  return {
    authMode: row.auth_mode,
    authQuestion: row.auth_question,
    authAnswer: row.auth_answer,
    isAutoDownload: row.auto_download === 1,
    needsGroupConsent: row.group_confirm === 1,
    isPushOff: row.no_push === 1,
    isPushDetailHidden: row.no_push_detail === 1,
    noPushStartHour: row.no_push_start_hour,
    noPushEndHour: row.no_push_end_hour,
    isSoundOff: row.no_sounds === 1,
    pushNickName: row.push_nick_name,
    pushToken: row.push_token,
    silenceStartHour: row.silence_start_time,
    silenceEndHour: row.silence_end_time,
    isVibrating: row.vibratory === 1,
    pushBadge: row.push_badge,
  };
}

/** Checks settings that shall change. @throws ImError `invalidParameter` when a value is outside its range */
export function requireSettings(change: SettingsChange): void {
  requireRange('auth_mode', change.authMode, AUTH_MODE_MAX);
  requireRange('no_push_start_hour', change.noPushStartHour, HOUR_MAX);
  requireRange('no_push_end_hour', change.noPushEndHour, HOUR_MAX);
  requireRange('silence_start_time', change.silenceStartHour, HOUR_MAX);
  requireRange('silence_end_time', change.silenceEndHour, HOUR_MAX);
  requireRange('badge', change.pushBadge, BADGE_MAX);
  for (const [name, text] of [
    ['auth_question', change.authQuestion],
    ['auth_answer', change.authAnswer],
    ['push_nick_name', change.pushNickName],
    ['push_token', change.pushToken],
  ] as const) {
    if (text === undefined || text.length <= SETTING_TEXT_MAX) continue;
    throw new ImError('invalidParameter', {
      message: `invalid request parameter: ${name} holds at most ${SETTING_TEXT_MAX} characters`,
      details: { parameter: name },
    });
  }
}

function requireRange(name: string, value: number | undefined, max: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= max)) return;
  throw new ImError('invalidParameter', {
    message: `invalid request parameter: ${name} must be an integer from 0 to ${max}`,
    details: { parameter: name },
  });
}
