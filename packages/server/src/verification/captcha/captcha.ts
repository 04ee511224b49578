import { randomBytes } from 'node:crypto';
import { type App, appHash, readSigned, signText } from '../../apps/index.ts';
import type { CaptchaReading } from '../sql/captcha-tries.ts';
import { drawCaptcha } from './draw-captcha.ts';
import { CAPTCHA_ALPHABET } from './glyphs.ts';

const PURPOSE = 'captcha';
const RADIX = 36;
const RANDOM_BYTES = 12;

/** Four of 19 characters and few tries: guessing is hopeless, and people still read it at a glance. */
const LENGTH = 4;

/**
 * Makes the id of a new picture. What it shows follows from the id and the app's secret, so nothing is stored before
 * somebody reads one: whoever asks for pictures all day costs no memory.
 */
export function makeCaptchaId(app: App, expiresAtMs: number): string {
  const random = randomBytes(RANDOM_BYTES).toString('base64url');
  return signText(app, PURPOSE, `${expiresAtMs.toString(RADIX)}.${random}`);
}

/** The picture, a PNG file; undefined for an id that this app did not make, or that is too old. */
export function captchaPicture(app: App, imageId: string, nowMs: number): Buffer | undefined {
  const open = openId(app, imageId, nowMs);
  if (open === undefined) return undefined;
  return drawCaptcha(captchaText(app, open.id), appHash(app, 'captcha looks', open.id));
}

/** What it means that somebody read this text, in any case; undefined for an id as in {@link captchaPicture}. */
export function readCaptcha(
  app: App,
  { imageId, text, nowMs }: { readonly imageId: string; readonly text: string; readonly nowMs: number },
): CaptchaReading | undefined {
  const open = openId(app, imageId, nowMs);
  if (open === undefined) return undefined;
  const isRight = text.trim().toUpperCase() === captchaText(app, open.id);
  return { imageId: open.id, isRight, expiresAtMs: open.expiresAtMs };
}

/** What the picture with this id shows; `id` is without its signature. */
export function captchaText(app: App, id: string): string {
  const random = appHash(app, 'captcha text', id);
  return Array.from({ length: LENGTH }, (_, index) => {
    // Four bytes for one of 19: no character is noticeably more likely.
    return CAPTCHA_ALPHABET.charAt(random.readUInt32LE(index * 4) % CAPTCHA_ALPHABET.length);
  }).join('');
}

function openId(
  app: App,
  imageId: string,
  nowMs: number,
): { readonly id: string; readonly expiresAtMs: number } | undefined {
  const id = readSigned(app, PURPOSE, imageId);
  if (id === undefined) return undefined;
  const expiresAtMs = Number.parseInt(id, RADIX);
  return expiresAtMs > nowMs ? { id, expiresAtMs } : undefined;
}
