import { parseSetting, type SettingValue } from './check-setting.ts';
import { limitSettings } from './limits.ts';
import { resolveConfig, type ServerConfig } from './server-config.ts';
import { environmentNameOf, type Setting } from './setting.ts';
import { startSettings } from './settings.ts';

/** Where an operator's settings come from. */
export interface ConfigSources {
  /** Values of command-line flags by setting key. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  /** The process's environment. An empty variable counts as not set. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What applies where neither flag nor variable is given, before the table's defaults. */
  readonly fallbacks?: Readonly<Record<string, SettingValue | undefined>>;
}

/**
 * The configuration an operator asked for: a flag wins over the environment, the environment over the default.
 * Throws ImError `invalidParameter` naming the setting, its value and its rule.
 */
export function readConfig(sources: ConfigSources): ServerConfig {
  return resolveConfig({ ...readTable(startSettings, sources), limits: readTable(limitSettings, sources) });
}

function readTable(
  table: Readonly<Record<string, Setting>>,
  { flags, environment, fallbacks }: ConfigSources,
): Record<string, SettingValue> {
  const values: Record<string, SettingValue> = {};
  for (const [key, setting] of Object.entries(table)) {
    const raw = flags[key] ?? (environment[environmentNameOf(key)] || undefined);
    const value = raw === undefined ? fallbacks?.[key] : parseSetting(key, setting, raw);
    if (value !== undefined) values[key] = value;
  }
  return values;
}
