import { type AppId, ImError, parseAppId, parseUserId, type UserId } from '@warbler/protocol';
import type { FastifyRequest } from 'fastify';
import { type App, requireServing } from '../apps/index.ts';
import type { UseCases } from './use-cases.ts';

/** Who may make a call: `app` wants the app id only, `user` a user, or an admin who acts as one. */
export type Auth = 'none' | 'app' | 'user';

/** Who makes the call. */
export type Caller =
  | { readonly auth: 'none' }
  | { readonly auth: 'app'; readonly app: App }
  | {
      readonly auth: 'user';
      readonly app: App;
      readonly appId: AppId;
      readonly userId: UserId;
      /** The user's own token; absent when an admin acts as the user. */
      readonly tokenId: string | undefined;
    };

/** The caller of a call with this auth. */
export type CallerOf<Kind extends Auth> = Extract<Caller, { readonly auth: Kind }>;

/**
 * Finds out who makes a call, from its headers `app_id`, `access-token` and `user_id`.
 *
 * @throws ImError `appNotFound`, `appStatusAbnormal`, `missingToken`, `invalidToken`, `userFrozen`, `userBanned`,
 *   `userNotFound` and `invalidParameter` for the `user_id` of an admin
 */
export async function identifyCaller(useCases: UseCases, auth: Auth, request: FastifyRequest): Promise<Caller> {
  if (auth === 'none') return { auth };
  const app = await findCallersApp(useCases, request);
  requireServing(app);
  if (auth === 'app') return { auth, app };

  const token = headerOf(request, 'access-token');
  if (token === undefined) throw new ImError('missingToken', { message: 'the header access-token is missing' });
  const principal = await useCases.accounts.authenticate(app, token);
  if (principal.role === 'user') {
    return { auth, app, appId: app.appId, userId: principal.userId, tokenId: principal.tokenId };
  }
  const userId = await findActedUser(useCases, app, request);
  return { auth, app, appId: app.appId, userId, tokenId: undefined };
}

async function findCallersApp({ apps }: UseCases, request: FastifyRequest): Promise<App> {
  const appId = headerOf(request, 'app_id');
  if (appId === undefined) throw new ImError('appNotFound', { message: 'the header app_id is missing' });
  return apps.find(readAppId(appId));
}

/**
 * Reads an app id. One against the rule names no app, as any other that nobody has.
 *
 * @throws ImError `appNotFound`
 */
export function readAppId(text: string): AppId {
  try {
    return parseAppId(text);
  } catch (cause) {
    throw new ImError('appNotFound', { cause });
  }
}

async function findActedUser({ accounts }: UseCases, app: App, request: FastifyRequest): Promise<UserId> {
  const named = headerOf(request, 'user_id');
  if (named === undefined) {
    throw new ImError('invalidParameter', {
      message: 'invalid request parameter: an admin token needs the header user_id, which names the user to act as',
    });
  }
  const { userId } = await accounts.find(app.appId, parseUserId(named));
  return userId;
}

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
