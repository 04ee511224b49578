import { type AppSetting, type AppSettings, type AppSettingsChange, appSettings } from './app-settings.ts';

/** The settings of an app from the JSON object that is stored: what is not in it has its default. */
export function readStoredSettings(json: string): AppSettings {
  const stored: Readonly<Record<string, unknown>> = JSON.parse(json);
  const values = Object.entries<AppSetting>(appSettings).map(([key, setting]) => [
    key,
    stored[setting.wire] ?? setting.default,
  ]);
  // Whatever was stored was checked before.
  return Object.fromEntries(values) as AppSettings;
}

/** A change as a JSON merge patch (RFC 7396) of what is stored: null takes a setting out. */
export function toStoredChange(change: AppSettingsChange): string {
  const values = Object.entries(change).map(([key, value]) => [appSettings[key as keyof AppSettings].wire, value]);
  return JSON.stringify(Object.fromEntries(values.filter(([, value]) => value !== undefined)));
}
