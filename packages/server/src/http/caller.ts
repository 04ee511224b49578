import {
  type AppId,
  type GroupId,
  ImError,
  parseAppId,
  parseGroupId,
  parseUserId,
  type UserId,
} from '@warbler/protocol';
import type { FastifyRequest } from 'fastify';
import { type App, requireServing } from '../apps/index.ts';
import type { ConsoleClaims } from '../console/index.ts';
import type { UseCases } from './use-cases.ts';

/**
 * Who may make a call (rest-api.md, auth column):
 *
 * - `app` (N): the app id only.
 * - `user` (U): a user, or an admin token that acts as one.
 * - `maybeUser` (N or U): the same, or nobody in particular. A token that does not count is no token.
 * - `group` (G): as `user`, or an admin token that acts for a group.
 * - `userOrAdmin` (U/A): a user, or an admin token, which may name a user.
 * - `admin` (A): an admin token only.
 * - `link` (Q): any token of the app. Both may be in the query, since pictures have no headers; headers count first.
 * - `console` (ours): an administrator of the console, who is of no app; tokens of apps don't count, nor theirs elsewhere.
 */
export type Auth = 'none' | 'app' | 'user' | 'maybeUser' | 'group' | 'userOrAdmin' | 'admin' | 'link' | 'console';

/** A call that proved its app. */
interface InApp {
  readonly app: App;
  readonly appId: AppId;
}

/** A user, by a token of their own or by an admin who acts as them. */
interface AsUser extends InApp {
  readonly userId: UserId;
  /** The user's own token; absent when an admin acts as the user. */
  readonly tokenId: string | undefined;
}

interface ByAdmin extends InApp {
  readonly role: 'admin';
  /** Whom the header `user_id` names, if it is there. */
  readonly userId: UserId | undefined;
}

interface CallerByAuth {
  readonly none: { readonly auth: 'none' };
  readonly app: { readonly auth: 'app'; readonly app: App };
  readonly user: { readonly auth: 'user' } & AsUser;
  readonly maybeUser: { readonly auth: 'maybeUser' } & InApp & {
      readonly userId: UserId | undefined;
      /** Why the user is not known. */
      readonly refusal: ImError | undefined;
    };
  readonly group: { readonly auth: 'group' } & (
    | ({ readonly actsFor: 'user' } & AsUser)
    /** An admin token in a group, with what its owner may do. Only for calls about this group. */
    | ({ readonly actsFor: 'group'; readonly groupId: GroupId } & InApp)
  );
  readonly userOrAdmin: { readonly auth: 'userOrAdmin' } & (({ readonly role: 'user' } & AsUser) | ByAdmin);
  readonly admin: { readonly auth: 'admin' } & ByAdmin;
  readonly link: { readonly auth: 'link'; readonly role: 'user' | 'admin' } & InApp;
  readonly console: { readonly auth: 'console' } & ConsoleClaims;
}

/** The caller of a call with this auth. */
export type CallerOf<Kind extends Auth> = CallerByAuth[Kind];

/** Who makes a call. */
export type Caller = CallerOf<Auth>;

/**
 * Finds out who makes a call, from its headers `app_id`, `access-token`, `user_id` and `group_id`. The latter two count
 * with an admin token only; where both are given, the user counts, who may do less.
 *
 * @throws ImError `appNotFound`, `appStatusAbnormal`, `missingToken`, `invalidToken`, `userFrozen`, `noPermission` for a
 *   user in a call of admins, `userNotFound`, `userDeleted` and `invalidParameter` for the headers of an admin
 */
export async function identifyCaller(useCases: UseCases, auth: Auth, request: FastifyRequest): Promise<Caller> {
  if (auth === 'none') return { auth };
  if (auth === 'console') return { auth, ...(await useCases.consoleAdmins.authenticate(tokenOf(request))) };
  const credentialOf = auth === 'link' ? headerOrQueryOf : headerOf;
  const app = await findCallersApp(useCases, credentialOf(request, 'app_id'));
  requireServing(app);
  if (auth === 'app') return { auth, app };
  if (auth === 'maybeUser') return callerIfKnown(useCases, app, request);
  return callerByToken(useCases, auth, { app, request });
}

/** Errors of a token that does not count. */
const NO_TOKEN: readonly string[] = ['missingToken', 'invalidToken'];

async function callerIfKnown(useCases: UseCases, app: App, request: FastifyRequest): Promise<CallerOf<'maybeUser'>> {
  const inApp: InApp = { app, appId: app.appId };
  try {
    const caller = await callerByToken(useCases, 'user', { app, request });
    if (caller.auth !== 'user') throw new Error('a user call has another caller');
    return { auth: 'maybeUser', ...inApp, userId: caller.userId, refusal: undefined };
  } catch (error) {
    if (!(error instanceof ImError) || !NO_TOKEN.includes(error.code)) throw error;
    return { auth: 'maybeUser', ...inApp, userId: undefined, refusal: error };
  }
}

async function callerByToken(
  useCases: UseCases,
  auth: TokenAuth,
  { app, request }: { readonly app: App; readonly request: FastifyRequest },
): Promise<Caller> {
  const token = tokenOf(request, auth === 'link' ? headerOrQueryOf : headerOf);
  const principal = await useCases.accounts.authenticate(app, token);
  const inApp: InApp = { app, appId: app.appId };
  if (auth === 'link') return { auth, role: principal.role, ...inApp };
  if (principal.role === 'user') {
    const { userId, tokenId } = principal;
    return callerByUserToken(auth, { ...inApp, userId, tokenId });
  }
  return callerByAdminToken(auth, inApp, { userId: await findNamedUser(useCases, app, request), request });
}

type TokenAuth = Exclude<Auth, 'none' | 'app' | 'maybeUser' | 'console'>;

function callerByUserToken(auth: Exclude<TokenAuth, 'link'>, user: AsUser): Caller {
  switch (auth) {
    case 'user':
      return { auth, ...user };
    case 'group':
      return { auth, actsFor: 'user', ...user };
    case 'userOrAdmin':
      return { auth, role: 'user', ...user };
    case 'admin':
      throw new ImError('noPermission', { message: 'this call needs an admin token' });
    default:
      return auth satisfies never;
  }
}

function callerByAdminToken(
  auth: Exclude<TokenAuth, 'link'>,
  inApp: InApp,
  { userId, request }: { readonly userId: UserId | undefined; readonly request: FastifyRequest },
): Caller {
  switch (auth) {
    case 'user':
      return {
        auth,
        ...inApp,
        userId: userId ?? nobodyNamed('user_id, which names the user to act as'),
        tokenId: undefined,
      };
    case 'group': {
      if (userId !== undefined) return { auth, actsFor: 'user', ...inApp, userId, tokenId: undefined };
      const group = headerOf(request, 'group_id');
      if (group === undefined) return nobodyNamed('user_id or group_id, which name whom to act for');
      return { auth, actsFor: 'group', ...inApp, groupId: parseGroupId(group) };
    }
    case 'userOrAdmin':
      return { auth, role: 'admin', ...inApp, userId };
    case 'admin':
      return { auth, role: 'admin', ...inApp, userId };
    default:
      return auth satisfies never;
  }
}

function nobodyNamed(headers: string): never {
  throw new ImError('invalidParameter', {
    message: `invalid request parameter: an admin token needs the header ${headers}`,
  });
}

async function findCallersApp({ apps }: UseCases, appId: string | undefined): Promise<App> {
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

/** The user that an admin acts as or asks about: banned ones too. */
async function findNamedUser({ accounts }: UseCases, app: App, request: FastifyRequest): Promise<UserId | undefined> {
  const named = headerOf(request, 'user_id');
  if (named === undefined) return undefined;
  return (await accounts.require(app.appId, parseUserId(named))).userId;
}

/**
 * A credential from the header of this name, else from the query. Of a parameter that is there twice, the first counts:
 * clients append theirs to addresses.
 */
export function headerOrQueryOf(request: FastifyRequest, name: string): string | undefined {
  const query = request.query as Readonly<Record<string, unknown>>;
  const values: unknown = query[name];
  const [value]: readonly unknown[] = Array.isArray(values) ? values : [values];
  return headerOf(request, name) ?? (typeof value === 'string' && value !== '' ? value : undefined);
}

function tokenOf(request: FastifyRequest, credentialOf = headerOf): string {
  const token = credentialOf(request, 'access-token');
  if (token === undefined) throw new ImError('missingToken', { message: 'the header access-token is missing' });
  return token;
}

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The user that the header `user_id` names, in a call of admins that is about one. @throws ImError `invalidParameter` */
export function namedUser({ userId }: Pick<ByAdmin, 'userId'>): UserId {
  return userId ?? nobodyNamed('user_id, which names the user');
}
