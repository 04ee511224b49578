import { createHash, timingSafeEqual } from 'node:crypto';

/** How the official account signs what it sends. */
export interface EventSignature {
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/** A QR code of the official account was scanned. */
export interface ScanEvent {
  readonly openId: string;
  /** What the code told. */
  readonly scene: string;
}

/** Who follows the account by the code gets this before what it tells. */
const FOLLOW_PREFIX = 'qrscene_';

/** Whether the official account signed it: SHA-1 over token, timestamp and nonce in order, as WeChat does. */
export function isSigned(token: string, { signature, timestamp, nonce }: EventSignature): boolean {
  const expected = createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest();
  const given = Buffer.from(signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The scan that an event (XML) tells of; undefined for every other event. */
export function readScan(xml: string): ScanEvent | undefined {
  const event = fieldOf(xml, 'Event');
  const openId = fieldOf(xml, 'FromUserName');
  const key = fieldOf(xml, 'EventKey');
  if (openId === undefined || key === undefined) return undefined;
  if (event === 'SCAN') return { openId, scene: key };
  if (event === 'subscribe' && key.startsWith(FOLLOW_PREFIX)) {
    return { openId, scene: key.slice(FOLLOW_PREFIX.length) };
  }
  return undefined;
}

/** WeChat's events are flat: a field is found by its name. */
function fieldOf(xml: string, name: string): string | undefined {
  const match = new RegExp(`<${name}>(?:<!\\[CDATA\\[([^\\]]{0,300})\\]\\]>|([^<]{0,300}))</${name}>`).exec(xml);
  return match?.[1] ?? match?.[2];
}
