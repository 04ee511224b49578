/** One thing an operator can set: where its value comes from, what it may be, and what it does. */
export type Setting = IntegerSetting | TextSetting | ChoiceSetting | BooleanSetting;

/** A whole number with its unit and range. */
export interface IntegerSetting extends SettingText {
  readonly kind: 'integer';
  readonly unit: Unit;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/** A text that must match a rule; without a default it is optional. */
export interface TextSetting extends SettingText {
  readonly kind: 'text';
  readonly default?: string;
  readonly rule: TextRule;
  /** Brings an accepted value into its one form. */
  readonly tidy?: (value: string) => string;
  /** Its value is shown to nobody, not even in an error. */
  readonly isSecret?: boolean;
}

/** One of a closed set of words. */
export interface ChoiceSetting extends SettingText {
  readonly kind: 'choice';
  readonly default: string;
  readonly choices: readonly string[];
}

/** On or off: `--name` and `--no-name`, or `true` and `false` in the environment. */
export interface BooleanSetting extends SettingText {
  readonly kind: 'boolean';
  readonly default: boolean;
}

/** What a whole number counts. */
export type Unit = 'port' | 'bytes' | 'ms' | 'count' | 'per second' | 'per minute' | 'characters' | 'pixels';

/** A rule for a text: the words an operator reads and the test behind them. */
export interface TextRule {
  readonly text: string;
  readonly holds: (value: string) => boolean;
}

interface SettingText {
  /** What it does, in one or two English sentences, for `--help` and the configuration page. */
  readonly description: string;
}

/** The command-line flag of a setting: `dataDir` is `--data-dir`, the claim `isDemo` is `--demo`. */
export function flagOf(key: string): string {
  return `--${kebabCase(key)}`;
}

/** The environment variable of a setting: `dataDir` is `WARBLER_DATA_DIR`. */
export function environmentNameOf(key: string): string {
  return `WARBLER_${kebabCase(key).replaceAll('-', '_').toUpperCase()}`;
}

/** The rule a value must keep, in words that follow "must be". */
export function ruleOf(setting: Setting): string {
  switch (setting.kind) {
    case 'integer':
      return `a whole number from ${setting.min} to ${setting.max}`;
    case 'text':
      return setting.rule.text;
    case 'choice':
      return `one of ${setting.choices.join(', ')}`;
    case 'boolean':
      return 'true or false';
    default:
      return setting satisfies never;
  }
}

function kebabCase(key: string): string {
  return key
    .replace(/^is(?=[A-Z])/, '')
    .replace(/[A-Z]/g, (letter, at) => `${at > 0 ? '-' : ''}${letter.toLowerCase()}`);
}
