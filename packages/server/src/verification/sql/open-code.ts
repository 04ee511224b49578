import { type AppId, ImError } from '@warbler/protocol';
import type { Limits } from '../../config/index.ts';
import type { StoreContext } from '../../storage/index.ts';
import { forgetExpired } from '../../storage/sql.ts';
import type { Refusal } from '../refusal.ts';
import { type CaptchaReading, isStillOpen, noteReading } from './captcha-tries.ts';

/** How many codes may be sent how fast, and how long one counts. */
export type SendLimits = Pick<
  Limits,
  'codeMs' | 'codeResendMs' | 'codesPerContact' | 'codesPerAddress' | 'codesPerApp' | 'captchaTries'
>;

/** A code that is about to be sent. */
export interface OpenCodeInput {
  readonly appId: AppId;
  readonly contact: string;
  readonly codeHash: string;
  /** Stands for the network address that asks for it. */
  readonly network: string;
  /** What was read off a picture, where that is asked for. */
  readonly captcha?: CaptchaReading;
  readonly nowMs: number;
  readonly limits: SendLimits;
}

/** The code counts from now on; `sendId` takes it back when it could not be sent. */
export interface OpenedCode {
  readonly sendId: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * Makes a code count in the place of an earlier one for the same contact, if the picture was read and everyone's share of
 * codes allows it. A right reading is kept while the share does not, so that nobody reads two pictures for one code.
 *
 * @throws ImError `rateLimited`, which says how long to wait
 */
export function openCode(store: StoreContext, input: OpenCodeInput): OpenedCode | Refusal {
  const { appId, contact, network, captcha, codeHash, nowMs, limits } = input;
  const { statements } = store;
  if (captcha !== undefined) {
    if (!isStillOpen(store, captcha, limits.captchaTries)) return { refusal: 'wrongCaptcha' };
    if (!captcha.isRight) {
      noteReading(store, captcha, { tries: 1, nowMs });
      return { refusal: 'wrongCaptcha' };
    }
  }
  requireShare(store, input);

  if (captcha !== undefined) noteReading(store, captcha, { tries: limits.captchaTries, nowMs });
  forgetExpired(store, 'verification_codes', nowMs);
  statements.prepare(FORGET_SENDS).run(nowMs - DAY_MS);
  statements.prepare(PUT_CODE).run(appId, contact, codeHash, nowMs + limits.codeMs);
  const row = statements.prepare(NOTE_SEND).get(appId, contact, network, nowMs);
  return { sendId: row?.send_id as number };
}

/** Some of the oldest: more than the one that is added. */
const FORGET_SENDS = `delete from code_sends where send_id in (
  select send_id from code_sends where sent_at <= ? order by sent_at limit 100)`;

const PUT_CODE = `insert into verification_codes (app_id, contact, code_hash, expires_at) values (?, ?, ?, ?)
  on conflict (app_id, contact) do update set code_hash = excluded.code_hash, wrong_tries = 0, expires_at = excluded.expires_at`;

const NOTE_SEND = 'insert into code_sends (app_id, contact, network, sent_at) values (?, ?, ?, ?) returning send_id';

/** Takes back a code that could not be sent, so that another can be asked for at once. */
export function withdrawCode(
  { statements }: StoreContext,
  { appId, contact, codeHash, sendId }: Pick<OpenCodeInput, 'appId' | 'contact' | 'codeHash'> & OpenedCode,
): void {
  statements.prepare(WITHDRAW).run(appId, contact, codeHash);
  statements.prepare('delete from code_sends where send_id = ?').run(sendId);
}

const WITHDRAW = 'delete from verification_codes where app_id = ? and contact = ? and code_hash = ?';

function requireShare(store: StoreContext, { appId, contact, network, nowMs, limits }: OpenCodeInput): void {
  const last = store.statements.prepare(LAST_SEND).get(appId, contact)?.at;
  if (typeof last === 'number') requirePassed(last + limits.codeResendMs - nowMs);

  const count = (sql: string, ...parameters: readonly (string | number)[]) =>
    Number(store.statements.prepare(sql).get(...parameters)?.count);
  if (count(COUNT_BY_CONTACT, appId, contact, nowMs - DAY_MS) >= limits.codesPerContact) {
    throw tooMany('too many codes were sent there, try again tomorrow');
  }
  if (count(COUNT_BY_NETWORK, appId, network, nowMs - HOUR_MS) >= limits.codesPerAddress) {
    throw tooMany('too many codes were asked for from this network, try again in an hour');
  }
  if (count(COUNT_BY_APP, appId, nowMs - DAY_MS, limits.codesPerApp) >= limits.codesPerApp) {
    throw tooMany('this app has sent too many codes today');
  }
}

const LAST_SEND = 'select max(sent_at) as at from code_sends where app_id = ? and contact = ?';
const COUNT_BY_CONTACT = 'select count(*) as count from code_sends where app_id = ? and contact = ? and sent_at > ?';
const COUNT_BY_NETWORK = 'select count(*) as count from code_sends where app_id = ? and network = ? and sent_at > ?';
const COUNT_BY_APP = `select count(*) as count
  from (select 1 from code_sends where app_id = ? and sent_at > ? limit ?)`;

function requirePassed(waitMs: number): void {
  if (waitMs <= 0) return;
  throw tooMany(`a code was sent just now, wait ${Math.ceil(waitMs / 1000)} s`);
}

function tooMany(message: string): ImError {
  return new ImError('rateLimited', { message });
}
