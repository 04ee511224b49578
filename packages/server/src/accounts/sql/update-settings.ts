import type { AppId, UserId } from '@warbler/protocol';
import { dropOwnToken, keepToken, requireOwnPushToken } from '../../push/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import type { SettingsChange } from '../settings.ts';

/** Settings of a user that change. */
export interface SettingsInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly change: SettingsChange;
  readonly nowMs: number;
}

/**
 * Writes the settings that change. A push token that is set is an address of the user from then on.
 *
 * @throws ImError `pushTokenInvalid` for the push token of somebody else; nothing is changed then
 */
export function updateSettings(store: StoreContext, { appId, user, change, nowMs }: SettingsInput): void {
  const { pushToken } = change;
  if (pushToken !== undefined && pushToken !== '') requireOwnPushToken(store, { appId, user }, pushToken);
  store.statements
    .prepare('insert into user_settings (app_id, user_id) values (?, ?) on conflict do nothing')
    .run(appId, user);
  store.statements
    .prepare(UPDATE)
    .run(
      change.authMode ?? null,
      change.authQuestion ?? null,
      change.authAnswer ?? null,
      flag(change.isAutoDownload),
      flag(change.needsGroupConsent),
      flag(change.isPushOff),
      flag(change.isPushDetailHidden),
      change.noPushStartHour ?? null,
      change.noPushEndHour ?? null,
      flag(change.isSoundOff),
      change.pushNickName ?? null,
      pushToken ?? null,
      change.silenceStartHour ?? null,
      change.silenceEndHour ?? null,
      flag(change.isVibrating),
      change.pushBadge ?? null,
      appId,
      user,
    );
  if (pushToken === '') dropOwnToken(store, { appId, user });
  else if (pushToken !== undefined) keepToken(store, { appId, user }, { pushToken, deviceGuid: '' }, nowMs);
}

const UPDATE = `update user_settings set
    auth_mode = coalesce(?, auth_mode), auth_question = coalesce(?, auth_question),
    auth_answer = coalesce(?, auth_answer), auto_download = coalesce(?, auto_download),
    group_confirm = coalesce(?, group_confirm), no_push = coalesce(?, no_push),
    no_push_detail = coalesce(?, no_push_detail), no_push_start_hour = coalesce(?, no_push_start_hour),
    no_push_end_hour = coalesce(?, no_push_end_hour), no_sounds = coalesce(?, no_sounds),
    push_nick_name = coalesce(?, push_nick_name), push_token = coalesce(?, push_token),
    silence_start_time = coalesce(?, silence_start_time), silence_end_time = coalesce(?, silence_end_time),
    vibratory = coalesce(?, vibratory), push_badge = coalesce(?, push_badge)
  where app_id = ? and user_id = ?`;

function flag(value: boolean | undefined): number | null {
  if (value === undefined) return null;
  return value ? 1 : 0;
}
