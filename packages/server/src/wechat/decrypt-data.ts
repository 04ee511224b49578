import { createDecipheriv } from 'node:crypto';
import { ImError } from '@warbler/protocol';

const CIPHER = 'aes-128-cbc';

/**
 * Opens what WeChat encrypted for a mini program's server (WeChat: "data signature verification and encryption").
 *
 * @throws ImError `invalidParameter` for what does not open, or was encrypted for another mini program
 */
export function decryptWechatData(
  { iv, data }: { readonly iv: string; readonly data: string },
  { sessionKey, appId }: { readonly sessionKey: string; readonly appId: string },
): Readonly<Record<string, unknown>> {
  const opened = open({ iv, data }, sessionKey);
  const watermark = opened?.['watermark'];
  if (opened !== undefined && isRecord(watermark) && watermark['appid'] === appId) return opened;
  throw new ImError('invalidParameter', {
    message: 'invalid request parameter: data must be what WeChat encrypted for this login, and iv what it came with',
  });
}

/** A mobile number as WeChat gives it, in the contract's form; undefined where there is none. */
export function mobileOf({ purePhoneNumber, countryCode }: Readonly<Record<string, unknown>>): string | undefined {
  if (!isDigits(purePhoneNumber) || !isDigits(countryCode)) return undefined;
  return countryCode === '86' ? purePhoneNumber : `+${countryCode}${purePhoneNumber}`;
}

function open(
  { iv, data }: { readonly iv: string; readonly data: string },
  sessionKey: string,
): Readonly<Record<string, unknown>> | undefined {
  try {
    const decipher = createDecipheriv(CIPHER, Buffer.from(sessionKey, 'base64'), Buffer.from(iv, 'base64'));
    const text = Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString('utf8');
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    // A wrong key, wrong padding or no JSON: it was not encrypted for us.
    return undefined;
  }
}

function isDigits(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,15}$/.test(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
