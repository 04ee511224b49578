import { type AppId, ImError, parseAppId } from '@warbler/protocol';

/**
 * The app that a token says it is of. Socket logins name no app, so it is read before the token can be verified:
 * it only chooses the key; a token that lies about it does not verify.
 *
 * @throws ImError `invalidToken` for anything that is no token
 */
export function appIdOfToken(token: string): AppId {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    if (typeof claims === 'object' && claims !== null && 'app' in claims) return parseAppId(claims.app);
  } catch (cause) {
    throw new ImError('invalidToken', { cause });
  }
  throw new ImError('invalidToken');
}
