import { ImError } from '@warbler/protocol';
import type { TSchema } from 'typebox';
import { type AppSetting, type AppSettings, type AppSettingsChange, appSettings } from '../../apps/index.ts';
import { Type } from '../../type.ts';
import { booleanInput, isYes, nullableIntegerInput } from '../wire-schemas.ts';

const entries = Object.entries<AppSetting>(appSettings);

/** The settings of an app in an answer. */
export const AppSettingsDto = Type.Object(
  Object.fromEntries(entries.map(([, setting]) => [setting.wire, outputOf(setting)])),
);

/** Settings that change; absent ones stay as they are. */
export const AppSettingsInput = Type.Object(
  Object.fromEntries(entries.map(([, setting]) => [setting.wire, Type.Optional(inputOf(setting))])),
);

/** Settings as they came. */
type Sent = Readonly<Record<string, unknown>>;

/** Writes settings out. */
export function settingsOut(settings: AppSettings): Record<string, unknown> {
  return Object.fromEntries(entries.map(([key, { wire }]) => [wire, settings[key as keyof AppSettings]]));
}

/** Reads what passed {@link AppSettingsInput}. */
export function readSettingsChange(sent: Sent): AppSettingsChange {
  const given = entries.filter(([, { wire }]) => sent[wire] !== undefined);
  // The schema has made these true; ranges are the capability's to check.
  return Object.fromEntries(given.map(([key, setting]) => [key, readValue(setting, sent[setting.wire])]));
}

/** Lets through what an admin token of the app may change. @throws ImError `noPermission` naming the setting */
export function requireDecidedByApp(sent: Sent): void {
  const other = entries.find(([, { wire, decidedBy }]) => decidedBy !== 'app' && sent[wire] !== undefined);
  if (other === undefined) return;
  throw new ImError('noPermission', { message: `${other[1].wire} is set in the console only` });
}

function readValue({ kind }: AppSetting, sent: unknown): unknown {
  if (sent === null) return null;
  if (kind === 'flag') return isYes(sent as boolean | 0 | 1);
  return kind === 'number' ? Number(sent) : sent;
}

function inputOf(setting: AppSetting): TSchema {
  switch (setting.kind) {
    case 'flag':
      return booleanInput(setting.description);
    case 'number':
      return nullableIntegerInput(`${setting.description}. From ${setting.min} to ${setting.max}`);
    case 'choice':
      return Type.Unsafe<string>({ type: 'string', enum: [...setting.choices], description: setting.description });
    case 'text':
      return Type.String({ maxLength: setting.max, description: setting.description });
    default:
      return setting satisfies never;
  }
}

function outputOf(setting: AppSetting): TSchema {
  const { description } = setting;
  switch (setting.kind) {
    case 'flag':
      return Type.Boolean({ description });
    case 'number':
      return Type.Unsafe<number | null>({ type: ['integer', 'null'], description });
    case 'choice':
    case 'text':
      return Type.String({ description });
    default:
      return setting satisfies never;
  }
}
