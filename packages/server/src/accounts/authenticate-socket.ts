import { type AppId, ImError, type UserId } from '@warbler/protocol';
import { type App, AppStatus, type Apps, requireServing } from '../apps/index.ts';
import type { Account } from './account.ts';
import { authenticate } from './authenticate.ts';
import type { Tokens } from './tokens.ts';

/** The user that a socket's token speaks for. */
export interface SocketUser {
  readonly app: App;
  readonly userId: UserId;
  /** Tells this token from the user's other ones. */
  readonly tokenId: string;
  readonly tokenExpiresAtMs: number;
  readonly tokenVersion: number;
}

/**
 * Authenticates where only the token names the app (XSYNC.md, Session).
 *
 * @throws ImError `invalidToken` (an admin token too), `userFrozen`, `appFrozen`, `appStatusAbnormal`
 */
export async function authenticateSocket(
  ports: {
    readonly tokens: Tokens;
    readonly apps: Apps;
    readonly find: (appId: AppId, userId: UserId) => Promise<Account>;
  },
  token: string,
): Promise<SocketUser> {
  const app = await claimedApp(ports, token);
  const find = (userId: UserId) => ports.find(app.appId, userId);
  const principal = await authenticate({ tokens: ports.tokens, find }, app, token);
  if (app.status === AppStatus.frozen) throw new ImError('appFrozen');
  requireServing(app);
  if (principal.role !== 'user') throw new ImError('invalidToken', { message: 'a socket needs a user token' });
  const { userId, tokenId, tokenExpiresAtMs, tokenVersion } = principal;
  return { app, userId, tokenId, tokenExpiresAtMs, tokenVersion };
}

/** The claim is proven afterwards, by the secret of the app that it names. */
async function claimedApp(
  { tokens, apps }: { readonly tokens: Tokens; readonly apps: Apps },
  token: string,
): Promise<App> {
  const appId = tokens.claimedApp(token);
  if (appId === undefined) throw new ImError('invalidToken');
  try {
    return await apps.find(appId);
  } catch (error) {
    if (error instanceof ImError && error.code === 'appNotFound') throw new ImError('invalidToken', { cause: error });
    throw error;
  }
}
