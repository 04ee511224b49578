import { type AppId, ImError, type UserId } from '@warbler/protocol';
import { type App, AppStatus, type Apps, requireServing } from '../apps/index.ts';
import type { Awaitable } from '../awaitable.ts';
import type { Clock } from '../clock.ts';
import type { Account } from './account.ts';
import { authenticate, requireCurrent } from './authenticate.ts';
import type { Tokens } from './tokens.ts';

/** What telling whom a socket's token speaks for needs. */
export interface SocketPorts {
  readonly tokens: Tokens;
  readonly apps: Pick<Apps, 'find'>;
  readonly find: (appId: AppId, userId: UserId) => Awaitable<Account>;
}

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
export async function authenticateSocket(ports: SocketPorts, token: string): Promise<SocketUser> {
  const app = await claimedApp(ports, token);
  const find = (userId: UserId) => ports.find(app.appId, userId);
  const principal = await authenticate({ tokens: ports.tokens, find }, app, token);
  if (app.status === AppStatus.frozen) throw new ImError('appFrozen');
  requireServing(app);
  if (principal.role !== 'user') throw new ImError('invalidToken', { message: 'a socket needs a user token' });
  const { userId, tokenId, tokenExpiresAtMs, tokenVersion } = principal;
  return { app, userId, tokenId, tokenExpiresAtMs, tokenVersion };
}

/**
 * Looks again whether a token counts that was found genuine a moment ago. While its app is the same, with the same
 * secret, its signature is not computed once more: that is most of what a look costs.
 *
 * @throws ImError as {@link authenticateSocket}
 */
export async function authenticateAgain(
  ports: SocketPorts & { readonly clock: Clock },
  token: string,
  { app, userId, tokenId, tokenExpiresAtMs, tokenVersion: version }: SocketUser,
): Promise<void> {
  const isSameApp = (await appOfToken(ports.apps, app.appId)) === app;
  if (!isSameApp || tokenExpiresAtMs <= ports.clock.now()) return void (await authenticateSocket(ports, token));
  await requireCurrent((id) => ports.find(app.appId, id), { userId, tokenId, version });
}

/** The claim is proven afterwards, by the secret of the app that it names. */
async function claimedApp({ tokens, apps }: Pick<SocketPorts, 'tokens' | 'apps'>, token: string): Promise<App> {
  const appId = tokens.claimedApp(token);
  if (appId === undefined) throw new ImError('invalidToken');
  return appOfToken(apps, appId);
}

async function appOfToken(apps: SocketPorts['apps'], appId: AppId): Promise<App> {
  try {
    return await apps.find(appId);
  } catch (error) {
    if (error instanceof ImError && error.code === 'appNotFound') throw new ImError('invalidToken', { cause: error });
    throw error;
  }
}
