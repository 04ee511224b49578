import { Type } from '../../type.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readInteger } from '../read-integer.ts';
import { integerInput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const CODE_MAX = 100;

/** Handing a login to another device. */
export const addSecretInfoRoutes: AddRoutes = (http, { useCases, limits }) => {
  const { secrets } = useCases;
  const base = { url: '/app/secret_info', tag: Tag.codes } as const;
  const secondsMax = Math.floor(limits.secretMs / 1000);

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    auth: 'user',
    summary: 'Keeps a text for another device',
    description: 'Encrypted, for whoever brings the code, once.',
    body: Type.Object({
      expire_seconds: integerInput(`1 to ${secondsMax}`),
      secret_text: Type.String({ description: 'Such as a login' }),
    }),
    data: Type.Object({ code: Type.String() }),
    handle: async ({ caller, body }) => {
      const seconds = readInteger(body.expire_seconds, { name: 'expire_seconds', min: 1, max: secondsMax });
      const code = await secrets.keep(caller, { text: body.secret_text, lifetimeMs: seconds * 1000 });
      return { data: { code } };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    auth: 'app',
    summary: 'Takes the text of a code',
    query: Type.Object({ code: Type.String({ maxLength: CODE_MAX }) }),
    data: Type.Object({ secret_text: Type.String() }),
    handle: async ({ caller: { app }, query }) => ({
      data: { secret_text: await secrets.take(app.appId, query.code) },
    }),
  });
};
