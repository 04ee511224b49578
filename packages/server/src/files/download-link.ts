import { ImError } from '@warbler/protocol';
import { type App, type Apps, requireServing } from '../apps/index.ts';
import type { FileId } from './file.ts';
import { seal, unseal } from './sealed-text.ts';

const PURPOSE = 'warbler download';

/** Writes the name of a file for an address that needs no token, until it expires. */
export function writeDownloadLink(app: App, file: FileId, expiresAtMs: number): string {
  return seal(app, { purpose: PURPOSE, fields: [file], expiresAtMs });
}

/** Reads such a name and finds its app. @throws ImError `downloadUrlInvalid`, `appStatusAbnormal` */
export async function readDownloadLink(
  apps: Apps,
  text: string,
  nowMs: number,
): Promise<{ readonly app: App; readonly file: FileId }> {
  const read = await unseal(apps, PURPOSE, text);
  const [file] = read?.fields ?? [];
  if (read === undefined || file === undefined || read.expiresAtMs <= nowMs) throw new ImError('downloadUrlInvalid');
  requireServing(read.app);
  return { app: read.app, file: file as FileId };
}
