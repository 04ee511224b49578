import type { StoreContext } from '../../storage/index.ts';
import { forgetExpired } from '../../storage/sql.ts';

/** What somebody read off a picture. */
export interface CaptchaReading {
  /** The picture, by what its id says; unique over all apps. */
  readonly imageId: string;
  readonly isRight: boolean;
  readonly expiresAtMs: number;
}

/** Whether the picture still counts: it was not read right yet, and not wrong too often. */
export function isStillOpen({ statements }: StoreContext, { imageId }: CaptchaReading, triesMax: number): boolean {
  const row = statements.prepare('select tries from captcha_tries where image_id = ?').get(imageId);
  return row === undefined || Number(row.tries) < triesMax;
}

/** Counts a reading as so many tries. */
export function noteReading(
  store: StoreContext,
  { imageId, expiresAtMs }: CaptchaReading,
  { tries, nowMs }: { readonly tries: number; readonly nowMs: number },
): void {
  forgetExpired(store, 'captcha_tries', nowMs);
  store.statements.prepare(NOTE).run(imageId, tries, expiresAtMs);
}

const NOTE = `insert into captcha_tries (image_id, tries, expires_at) values (?, ?, ?)
  on conflict (image_id) do update set tries = captcha_tries.tries + excluded.tries`;
