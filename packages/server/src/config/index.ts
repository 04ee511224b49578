export { type ConfigSources, readConfig } from './read-config.ts';
export type { Limits, PartialConfig, ServerConfig } from './server-config.ts';
export { defaultConfig, resolveConfig } from './server-config.ts';
export { environmentNameOf, flagOf, ruleOf, type Setting } from './setting.ts';
export { type SettingKey, settings } from './settings.ts';
