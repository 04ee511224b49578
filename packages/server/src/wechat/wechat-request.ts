import { ImError } from '@warbler/protocol';

/** What WeChat answered: JSON, of which each call reads its fields. */
export type WechatAnswer = Readonly<Record<string, unknown>>;

/** A request to WeChat. */
export interface WechatRequest {
  readonly url: URL;
  /** Sent as JSON by POST; without it the request is a GET. */
  readonly body?: unknown;
  readonly timeoutMs: number;
}

/** WeChat's answers have a few hundred bytes. */
const ANSWER_BYTES_MAX = 65_536;

/** Asks WeChat. @throws ImError `serviceFailed`; its text and details hold nothing of the request, where secrets are */
export async function askWechat({ url, body, timeoutMs }: WechatRequest): Promise<WechatAnswer> {
  try {
    const response = await fetch(url, {
      ...(body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    // It answers with 200 whatever it says; anything else is a proxy's.
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    const answer: unknown = JSON.parse(await readText(response));
    if (typeof answer === 'object' && answer !== null) return answer as WechatAnswer;
    throw new Error('the answer is no object');
  } catch (cause) {
    throw new ImError('serviceFailed', { message: 'WeChat cannot be reached', cause });
  }
}

/** The number of a refusal; undefined when WeChat did what it was asked. */
export function refusalOf({ errcode }: WechatAnswer): number | undefined {
  return typeof errcode === 'number' && errcode !== 0 ? errcode : undefined;
}

/** A text that must be in the answer. @throws ImError `serviceFailed`, with WeChat's number for why there is none */
export function textOf(answer: WechatAnswer, name: string): string {
  const value = answer[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ImError('serviceFailed', {
    message: 'WeChat refused the call',
    details: { errcode: refusalOf(answer) ?? 'none' },
  });
}

async function readText({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
