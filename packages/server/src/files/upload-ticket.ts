import { type ConversationId, ImError, parseConversationId, parseUserId, type UserId } from '@warbler/protocol';
import { type App, type Apps, requireServing } from '../apps/index.ts';
import type { FileId } from './file.ts';
import { type FileKind, isFileKind } from './file-kind.ts';
import { seal, unseal } from './sealed-text.ts';

/** What an upload address allows: one file, by one user, to one place. Nothing is stored before it is used. */
export interface UploadTicket {
  readonly file: FileId;
  readonly kind: FileKind;
  readonly owner: UserId;
  readonly to: ConversationId;
  readonly expiresAtMs: number;
}

const PURPOSE = 'warbler upload';

/** Writes a ticket. */
export function writeUploadTicket(app: App, { file, kind, owner, to, expiresAtMs }: UploadTicket): string {
  return seal(app, { purpose: PURPOSE, fields: [file, ...[kind, owner, to].map(String)], expiresAtMs });
}

/**
 * Reads a ticket and finds its app, which nothing else in an upload names.
 *
 * @throws ImError `uploadUrlInvalid`, `uploadUrlExpired`, `appStatusAbnormal`
 */
export async function readUploadTicket(
  apps: Apps,
  text: string,
  nowMs: number,
): Promise<{ readonly app: App; readonly ticket: UploadTicket }> {
  const read = await unseal(apps, PURPOSE, text);
  const [file, kind, owner, to] = read?.fields ?? [];
  const number = Number(kind);
  if (read === undefined || file === undefined || !isFileKind(number)) throw new ImError('uploadUrlInvalid');
  const { app, expiresAtMs } = read;
  requireServing(app);
  if (expiresAtMs <= nowMs) throw new ImError('uploadUrlExpired');
  const people = { owner: parseUserId(owner), to: parseConversationId(to) };
  return { app, ticket: { file: file as FileId, kind: number, ...people, expiresAtMs } };
}
