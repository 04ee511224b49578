import { captchaText } from '../../src/verification/captcha/captcha.ts';
import type { TestHttp } from './test-http.ts';

/** The last code that the log sender printed for a number or an address. */
export function sentCode({ logLines }: TestHttp, to: string): string {
  const lines = logLines.map((line) => JSON.parse(line)).filter((line) => line.to === to && line.code !== undefined);
  const last = lines.at(-1);
  if (last === undefined) throw new Error(`no code was sent to ${to}`);
  return last.code;
}

/** Asks for a code by SMS as the native apps do, and reads it from the log. */
export async function smsCode(server: TestHttp, mobile: string, appId = 'demo'): Promise<string> {
  const { code, message } = await server.call('GET /app/captcha/sms', { query: { mobile }, appId });
  if (code !== 200) throw new Error(`no code for ${mobile}: ${message}`);
  return sentCode(server, mobile);
}

/** A code that is certainly not this one. */
export function otherThan(code: string): string {
  return code === '000000' ? '000001' : '000000';
}

/** A new picture and what it shows. */
export async function solvedCaptcha(
  server: TestHttp,
): Promise<{ readonly image_id: string; readonly captcha: string }> {
  const { data: image_id } = await server.call('POST /app/captcha/image', { body: {} });
  return { image_id, captcha: captchaText(server.app, image_id.slice(0, image_id.lastIndexOf('.'))) };
}
