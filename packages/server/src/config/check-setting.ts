import { ImError } from '@warbler/protocol';
import { environmentNameOf, flagOf, ruleOf, type Setting } from './setting.ts';
import { settings } from './settings.ts';

/** What a setting can hold. */
export type SettingValue = string | number | boolean;

const byKey: ReadonlyMap<string, Setting> = new Map(Object.entries(settings));

/**
 * The value of a setting in its final form, its default when nothing is given, undefined when it is optional.
 * Throws ImError `invalidParameter` for an unknown setting and for a value that breaks its rule.
 */
export function checkSetting(key: string, value: unknown): SettingValue | undefined {
  const setting = byKey.get(key);
  if (setting === undefined) {
    throw new ImError('invalidParameter', { message: `There is no setting "${key}".`, details: { key } });
  }
  if (value === undefined) return setting.default;
  const checked = accept(setting, value);
  if (checked === undefined) throw brokenRule(key, setting, String(value));
  return checked;
}

/** The value of a setting read from a flag or the environment, not yet checked. Throws where it cannot be of its type. */
export function parseSetting(key: string, setting: Setting, raw: string | boolean): SettingValue {
  if (setting.kind === 'integer' && typeof raw === 'string' && /^-?\d{1,16}$/.test(raw)) return Number(raw);
  if (setting.kind === 'boolean') {
    if (typeof raw === 'boolean') return raw;
    if (raw === 'true' || raw === '1') return true;
    if (raw === 'false' || raw === '0') return false;
  }
  if ((setting.kind === 'text' || setting.kind === 'choice') && typeof raw === 'string') return raw;
  throw brokenRule(key, setting, String(raw));
}

function accept(setting: Setting, value: unknown): SettingValue | undefined {
  switch (setting.kind) {
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= setting.min && value <= setting.max
        ? value
        : undefined;
    case 'text':
      return typeof value === 'string' && setting.rule.holds(value) ? (setting.tidy?.(value) ?? value) : undefined;
    case 'choice':
      return typeof value === 'string' && setting.choices.includes(value) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    default:
      return setting satisfies never;
  }
}

function brokenRule(key: string, setting: Setting, value: string): ImError {
  const rule = ruleOf(setting);
  const shown = shownOf(setting, value);
  return new ImError('invalidParameter', {
    message: `${key} (${flagOf(key)}, ${environmentNameOf(key)}) is "${shown}", but must be ${rule}.`,
    details: { key, value: shown, rule },
  });
}

function shownOf(setting: Setting, value: string): string {
  if (setting.kind === 'text' && setting.isSecret === true) return '(not shown)';
  return value.length > 100 ? `${value.slice(0, 100)}…` : value;
}
