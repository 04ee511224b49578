import { type App, AppStatus } from '../../apps/index.ts';
import { Type } from '../../type.ts';
import { readAppId } from '../caller.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readOptionalInteger } from '../read-integer.ts';
import { integerInput, listOutput } from '../wire-schemas.ts';
import { AppSettingsDto, AppSettingsInput, readSettingsChange, settingsOut } from './app-settings-wire.ts';
import type { AddRoutes } from './route-context.ts';

const status = Type.Unsafe<AppStatus>({
  type: 'string',
  enum: Object.values(AppStatus),
  description: 'normal; frozen, banned and revoked are not served',
});

const AppDto = Type.Object({
  app_id: Type.String(),
  name: Type.String(),
  status: Type.String({ description: 'normal, frozen, banned or revoked' }),
  settings: AppSettingsDto,
  created_at: Type.Integer({ description: 'Milliseconds since 1970' }),
});

const NewAppDto = Type.Object({
  ...AppDto.properties,
  admin_token: Type.String({ description: 'The first admin token of the app' }),
});

/** The part of the address that names an app. */
export const AppParams = Type.Object({ app: Type.String({ description: 'App id' }) });

/** The apps of the server, for the console. */
export const addAppRoutes: AddRoutes = (http, { useCases, limits }) => {
  const { apps, accounts } = useCases;
  const base = { auth: 'console', tag: Tag.console } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/admin/apps',
    summary: 'The apps, in the order of their ids',
    query: Type.Object({
      search: Type.Optional(Type.String({ description: 'Part of an id or a name' })),
      cursor: Type.Optional(Type.String({ description: 'Of the page before; empty: the first page' })),
      limit: Type.Optional(integerInput(`1 to ${limits.adminPage}, which is the default`)),
    }),
    data: listOutput(AppDto),
    handle: async ({ query: { search, cursor, limit } }) => {
      const max = limits.adminPage;
      const count = readOptionalInteger(limit, { name: 'limit', min: 1, max }) ?? max;
      const page = await apps.list({ search: search || undefined, after: cursor || undefined, limit: count + 1 });
      const data = page.slice(0, count).map(appOut);
      const last = data.at(-1);
      return { data, ...(page.length > count && last !== undefined ? { cursor: last.app_id } : {}) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/admin/apps',
    summary: 'Make an app',
    description: 'Answers its first admin token too.',
    body: Type.Object({
      app_id: Type.Optional(
        Type.String({ description: '2 to 64 small letters, digits, "_" or "-"; one is made when it is absent' }),
      ),
      name: Type.String(),
      settings: Type.Optional(AppSettingsInput),
    }),
    data: NewAppDto,
    handle: async ({ body: { app_id, name, settings = {} } }) => {
      const app = await apps.create({ appId: app_id, name, settings: readSettingsChange(settings) });
      return { data: { ...appOut(app), admin_token: accounts.issueAdminToken(app) } };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/admin/apps/:app',
    summary: 'An app',
    params: AppParams,
    data: AppDto,
    handle: async ({ params }) => ({ data: appOut(await apps.find(readAppId(params.app))) }),
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    url: '/admin/apps/:app',
    summary: 'Changes name and settings of an app; absent ones stay as they are',
    description: 'All of a change or none of it. A setting of null is the default again.',
    params: AppParams,
    body: Type.Object({ name: Type.Optional(Type.String()), settings: Type.Optional(AppSettingsInput) }),
    data: AppDto,
    handle: async ({ params, body: { name, settings = {} } }) => {
      const change = { name, settings: readSettingsChange(settings) };
      return { data: appOut(await apps.update(readAppId(params.app), change)) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    url: '/admin/apps/:app/status',
    summary: 'Freezes, bans or revokes an app, or puts it back to normal',
    description: `What is not normal is not served, at once: sockets are closed and logins refused with APP_FROZEN, \
calls answer 40003, and the DNS answer says which it is. Nothing is lost; normal again, everything goes on.`,
    params: AppParams,
    body: Type.Object({ status }),
    data: AppDto,
    handle: async ({ params, body }) => ({
      data: appOut(await apps.setStatus(readAppId(params.app), body.status)),
    }),
  });
};

function appOut({ appId, name, status, settings, createdAtMs }: App) {
  return { app_id: appId as string, name, status, settings: settingsOut(settings), created_at: createdAtMs };
}
