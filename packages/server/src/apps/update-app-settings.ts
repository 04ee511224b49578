import { type AppId, ImError } from '@warbler/protocol';
import type { Database } from '../storage/index.ts';
import type { AppSettings } from './app.ts';

/** The settings that change; absent ones stay as they are. */
export type AppSettingsChange = { readonly [Field in keyof AppSettings]?: AppSettings[Field] | undefined };

/** Ten years: whoever wants no end means this. */
const RECALL_WINDOW_MAX_MS = 3650 * 86_400_000;

/** Changes what an app decides for its users. @throws ImError `invalidParameter` for a recall window out of range */
export async function updateAppSettings(
  { query }: Database,
  appId: AppId,
  { isRegistrationOpen, isAnonymousOpen, acceptsStrangers, hidesMemberInfo, recallWindowMs }: AppSettingsChange,
): Promise<void> {
  checkRecallWindow(recallWindowMs);
  const columns = {
    is_registration_open: toFlag(isRegistrationOpen),
    is_anonymous_open: toFlag(isAnonymousOpen),
    accepts_strangers: toFlag(acceptsStrangers),
    hides_member_info: toFlag(hidesMemberInfo),
    recall_window: recallWindowMs,
  };
  const changed = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
  if (Object.keys(changed).length === 0) return;
  await query.updateTable('apps').set(changed).where('app_id', '=', appId).execute();
}

function checkRecallWindow(value: number | null | undefined): void {
  if (value === undefined || value === null) return;
  if (Number.isInteger(value) && value >= 0 && value <= RECALL_WINDOW_MAX_MS) return;
  throw new ImError('invalidParameter', {
    message: `invalid request parameter: recall_window must be 0 (off) to ${RECALL_WINDOW_MAX_MS} milliseconds`,
  });
}

function toFlag(value: boolean | undefined): number | undefined {
  if (value === undefined) return undefined;
  return value ? 1 : 0;
}
