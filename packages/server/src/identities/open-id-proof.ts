import { type App, readSigned, signText } from '../apps/index.ts';
import { type OpenId, OpenIdKind } from './open-id-kind.ts';

const PURPOSE = 'open id';
const RADIX = 36;
const FORM = /^([12])\.([0-9a-z]{1,11})\.([\w-]+)$/;

/**
 * What a client gets in the place of an open id that is nobody's yet. WeChat said that it is theirs; the signature tells
 * so when they want to bind it, so that nobody binds somebody else's.
 */
export function proveOpenId(app: App, { kind, id }: OpenId, expiresAtMs: number): string {
  const hidden = Buffer.from(id).toString('base64url');
  return signText(app, PURPOSE, `${kind}.${expiresAtMs.toString(RADIX)}.${hidden}`);
}

/** The open id that was proved; undefined for anything else, and after its time. */
export function readOpenIdProof(app: App, text: string, nowMs: number): OpenId | undefined {
  const [, kind, expiry = '', hidden = ''] = FORM.exec(readSigned(app, PURPOSE, text) ?? '') ?? [];
  if (kind === undefined || Number.parseInt(expiry, RADIX) <= nowMs) return undefined;
  const id = Buffer.from(hidden, 'base64url').toString();
  return { kind: kind === '1' ? OpenIdKind.miniProgram : OpenIdKind.officialAccount, id };
}
