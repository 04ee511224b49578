import { type AppId, ImError } from '@warbler/protocol';
import { sql } from 'kysely';
import type { Database } from '../storage/index.ts';
import type { AppStatus } from './app.ts';
import { type AppSetting, type AppSettings, type AppSettingsChange, appSettings } from './app-settings.ts';
import { toStoredChange } from './stored-settings.ts';

/** What changes about an app; absent parts stay as they are. */
export interface AppChange {
  readonly name?: string | undefined;
  readonly settings?: AppSettingsChange | undefined;
}

const NAME_MAX = 200;

/**
 * Changes an app. All of the change or none of it.
 *
 * @throws ImError `invalidParameter` for a name or a setting out of its range
 */
export async function updateApp({ query }: Database, appId: AppId, { name, settings = {} }: AppChange): Promise<void> {
  if (name !== undefined) requireAppName(name);
  requireSettings(settings);
  await query
    .updateTable('apps')
    .set({
      name: sql<string>`coalesce(${name ?? null}, name)`,
      settings: sql<string>`json_patch(settings, ${toStoredChange(settings)})`,
    })
    .where('app_id', '=', appId)
    .execute();
}

/** Sets what may be done in an app. */
export async function setAppStatus({ query }: Database, appId: AppId, status: AppStatus): Promise<void> {
  await query.updateTable('apps').set({ status }).where('app_id', '=', appId).execute();
}

/** @throws ImError `invalidParameter` */
export function requireAppName(name: string): void {
  if (name.trim() !== '' && name.length <= NAME_MAX) return;
  throw invalid('name', `1 to ${NAME_MAX} characters`);
}

/** @throws ImError `invalidParameter` naming the setting and its rule */
export function requireSettings(change: AppSettingsChange): void {
  for (const [key, value] of Object.entries(change)) {
    const setting = appSettings[key as keyof AppSettings];
    if (value === undefined || value === null || holds(setting, value)) continue;
    throw invalid(setting.wire, ruleOf(setting));
  }
}

function holds(setting: AppSetting, value: unknown): boolean {
  switch (setting.kind) {
    case 'flag':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number' && Number.isInteger(value) && value >= setting.min && value <= setting.max;
    case 'choice':
      return typeof value === 'string' && setting.choices.includes(value);
    case 'text':
      return typeof value === 'string' && value.length <= setting.max;
    default:
      return setting satisfies never;
  }
}

function ruleOf(setting: AppSetting): string {
  switch (setting.kind) {
    case 'flag':
      return 'true or false';
    case 'number':
      return `a whole number from ${setting.min} to ${setting.max}`;
    case 'choice':
      return `one of ${setting.choices.join(', ')}`;
    case 'text':
      return `at most ${setting.max} characters`;
    default:
      return setting satisfies never;
  }
}

function invalid(parameter: string, rule: string): ImError {
  return new ImError('invalidParameter', {
    message: `invalid request parameter: ${parameter} must be ${rule}`,
    details: { parameter },
  });
}
