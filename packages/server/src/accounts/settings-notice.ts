import { UserNoticeType } from '@warbler/protocol';
import type { SettingsChange } from './settings.ts';

/**
 * What a user's devices are told of new settings, by the names of the contract: they lay it over what they know. What the
 * icon of one device shows is of no interest to the others.
 *
 * @returns undefined when there is nothing to tell
 */
export function settingsNotice({
  pushBadge: _badge,
  ...change
}: SettingsChange): { readonly type: UserNoticeType; readonly content: string } | undefined {
  const content = JSON.stringify({
    auth_mode: change.authMode,
    auth_question: change.authQuestion,
    auth_answer: change.authAnswer,
    auto_download: change.isAutoDownload,
    group_confirm: change.needsGroupConsent,
    no_push: change.isPushOff,
    no_push_detail: change.isPushDetailHidden,
    no_push_start_hour: change.noPushStartHour,
    no_push_end_hour: change.noPushEndHour,
    no_sounds: change.isSoundOff,
    push_nick_name: change.pushNickName,
    push_token: change.pushToken,
    silence_start_time: change.silenceStartHour,
    silence_end_time: change.silenceEndHour,
    vibratory: change.isVibrating,
  });
  return content === '{}' ? undefined : { type: UserNoticeType.INFO_UPDATED, content };
}
