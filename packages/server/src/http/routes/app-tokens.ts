import type { AdminToken } from '../../apps/index.ts';
import { Type } from '../../type.ts';
import { readAppId } from '../caller.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { listOutput } from '../wire-schemas.ts';
import { AppParams } from './apps.ts';
import type { AddRoutes } from './route-context.ts';

const AdminTokenDto = Type.Object({
  id: Type.String(),
  name: Type.String(),
  created_at: Type.Integer({ description: 'Milliseconds since 1970' }),
  last_used_day: Type.Optional(Type.String({ description: 'UTC, as 2026-01-31; absent when it was never used' })),
});

const NewTokenDto = Type.Object({
  ...AdminTokenDto.properties,
  token: Type.String({ description: 'The access-token. It is shown this once' }),
});

/** The admin tokens of apps: made, named, listed and revoked in the console, listed by the app itself. */
export const addAppTokenRoutes: AddRoutes = (http, { useCases }) => {
  const { apps, accounts } = useCases;
  const base = { url: '/admin/apps/:app/tokens', auth: 'console', tag: Tag.console, params: AppParams } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    summary: 'The admin tokens of an app that count, the oldest first',
    data: listOutput(AdminTokenDto),
    handle: async ({ params }) => {
      const { appId } = await apps.find(readAppId(params.app));
      return { data: (await apps.adminTokens(appId)).map(tokenOut) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    summary: 'Make an admin token',
    description: 'It does not expire and counts until it is revoked.',
    body: Type.Object({ name: Type.String({ description: 'What it is for' }) }),
    data: NewTokenDto,
    handle: async ({ params, body }) => {
      const app = await apps.find(readAppId(params.app));
      const { token, ...record } = await accounts.createAdminToken(app, body.name);
      return { data: { ...tokenOut(record), token } };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'DELETE',
    url: '/admin/apps/:app/tokens/:id',
    summary: 'Revoke an admin token; it stops working at once',
    params: Type.Object({ ...AppParams.properties, id: Type.String() }),
    data: doneSchema,
    handle: async ({ params }) => {
      const { appId } = await apps.find(readAppId(params.app));
      await apps.revokeAdminToken(appId, params.id);
      return done;
    },
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/admin/app/tokens',
    auth: 'admin',
    tag: Tag.management,
    summary: 'The admin tokens of the app that count, the oldest first',
    data: listOutput(AdminTokenDto),
    handle: async ({ caller: { appId } }) => ({ data: (await apps.adminTokens(appId)).map(tokenOut) }),
  });
};

function tokenOut({ tokenId, name, createdAtMs, lastUsedDay }: AdminToken) {
  return { id: tokenId, name, created_at: createdAtMs, ...(lastUsedDay === '' ? {} : { last_used_day: lastUsedDay }) };
}
