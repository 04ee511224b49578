import type { UserId } from '@warbler/protocol';
import type { Static } from 'typebox';
import type { Settings, SettingsChange } from '../../accounts/index.ts';
import { Type } from '../../type.ts';
import { readOptionalInteger } from '../read-integer.ts';
import { booleanInput, idOutput, integerInput } from '../wire-schemas.ts';

const HOUR_MAX = 23;
const AUTH_MODE_MAX = 3;

/** `UserSettings` of the contract as answered. */
export const UserSettings = Type.Object({
  id: idOutput('the user id'),
  user_id: idOutput('the user'),
  auth_mode: Type.Integer({ description: '0 anyone may add, 1 needs consent, 2 must answer a question, 3 refuse all' }),
  auth_question: Type.Optional(Type.String()),
  auth_answer: Type.Optional(Type.String()),
  auto_download: Type.Boolean(),
  group_confirm: Type.Boolean({ description: 'invitations to groups need consent' }),
  no_push: Type.Boolean({ description: 'push is off' }),
  no_push_detail: Type.Boolean({ description: 'pushes hide the text' }),
  no_push_start_hour: Type.Integer(),
  no_push_end_hour: Type.Integer(),
  no_sounds: Type.Boolean(),
  push_nick_name: Type.Optional(Type.String()),
  push_token: Type.Optional(Type.String()),
  silence_start_time: Type.Integer(),
  silence_end_time: Type.Integer(),
  vibratory: Type.Boolean(),
});

/** `UserSettings` of the contract as sent: what is left out stays as it is. */
export const UserSettingsInput = Type.Object({
  user_id: Type.Optional(integerInput('the caller; another user is refused')),
  auth_mode: Type.Optional(integerInput('0 to 3')),
  auth_question: Type.Optional(Type.String()),
  auth_answer: Type.Optional(Type.String()),
  auto_download: Type.Optional(booleanInput('download files unasked')),
  group_confirm: Type.Optional(booleanInput('invitations to groups need consent')),
  no_push: Type.Optional(booleanInput('push is off')),
  no_push_detail: Type.Optional(booleanInput('pushes hide the text')),
  no_push_start_hour: Type.Optional(integerInput('0 to 23')),
  no_push_end_hour: Type.Optional(integerInput('0 to 23')),
  no_sounds: Type.Optional(booleanInput('silent')),
  push_nick_name: Type.Optional(Type.String()),
  push_token: Type.Optional(Type.String()),
  silence_start_time: Type.Optional(integerInput('0 to 23')),
  silence_end_time: Type.Optional(integerInput('0 to 23')),
  vibratory: Type.Optional(booleanInput('vibrate')),
});

/** Settings as the wire names them; texts that were never set are left out, as in the contract's sample. */
export function toWireSettings(userId: UserId, settings: Settings): Static<typeof UserSettings> {
  return {
    id: userId,
    user_id: userId,
    auth_mode: settings.authMode,
    ...given('auth_question', settings.authQuestion),
    ...given('auth_answer', settings.authAnswer),
    auto_download: settings.isAutoDownload,
    group_confirm: settings.needsGroupConsent,
    no_push: settings.isPushOff,
    no_push_detail: settings.isPushDetailHidden,
    no_push_start_hour: settings.noPushStartHour,
    no_push_end_hour: settings.noPushEndHour,
    no_sounds: settings.isSoundOff,
    ...given('push_nick_name', settings.pushNickName),
    ...given('push_token', settings.pushToken),
    silence_start_time: settings.silenceStartHour,
    silence_end_time: settings.silenceEndHour,
    vibratory: settings.isVibrating,
  };
}

/**
 * Settings from the wire.
 *
 * @throws ImError `invalidParameter` for numbers outside their range
 */
export function fromWireSettings(body: Static<typeof UserSettingsInput>): SettingsChange {
  const hour = (name: HourName) => readOptionalInteger(body[name], { name, min: 0, max: HOUR_MAX });
  return {
    authMode: readOptionalInteger(body.auth_mode, { name: 'auth_mode', min: 0, max: AUTH_MODE_MAX }),
    authQuestion: body.auth_question,
    authAnswer: body.auth_answer,
    isAutoDownload: toBoolean(body.auto_download),
    needsGroupConsent: toBoolean(body.group_confirm),
    isPushOff: toBoolean(body.no_push),
    isPushDetailHidden: toBoolean(body.no_push_detail),
    noPushStartHour: hour('no_push_start_hour'),
    noPushEndHour: hour('no_push_end_hour'),
    isSoundOff: toBoolean(body.no_sounds),
    pushNickName: body.push_nick_name,
    pushToken: body.push_token,
    silenceStartHour: hour('silence_start_time'),
    silenceEndHour: hour('silence_end_time'),
    isVibrating: toBoolean(body.vibratory),
  };
}

type HourName = 'no_push_start_hour' | 'no_push_end_hour' | 'silence_start_time' | 'silence_end_time';

function given<Name extends string>(name: Name, text: string): { [Key in Name]?: string } {
  return (text === '' ? {} : { [name]: text }) as { [Key in Name]?: string };
}

function toBoolean(value: boolean | 0 | 1 | undefined): boolean | undefined {
  return value === undefined ? undefined : value === true || value === 1;
}
