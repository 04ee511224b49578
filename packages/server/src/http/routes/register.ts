import { ImError } from '@warbler/protocol';
import { Type } from 'typebox';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { originOf } from './contacts.ts';
import type { AddRoutes } from './route-context.ts';
import { toWireSettings, UserSettings } from './settings-wire.ts';

const UserRegisterRequest = Type.Object({
  username: Type.String({ description: 'Letters, digits, _ and U+4E00..U+9FA5, one of them no digit' }),
  password: Type.String(),
});

/** New users. */
export const addRegisterRoutes: AddRoutes = (http, { useCases }) => {
  const { accounts, identities } = useCases;

  defineRoute(http, useCases, {
    method: 'POST',
    url: '/user/register/v2',
    auth: 'app',
    tag: Tag.login,
    summary: 'Register a user, where the app lets anyone',
    body: UserRegisterRequest,
    data: UserSettings,
    handle: async ({ caller: { app }, body: { username, password }, request }) => {
      if (!app.settings.isRegistrationOpen) throw new ImError('registrationClosed');
      const { appId, userId } = await accounts.register(app, { username, password });
      // The user is there, whatever becomes of the note: they can still bind their number once they are logged in.
      await identities
        .noteRegistration(app, { appId, userId }, originOf(request))
        .catch((error) => request.log.error({ err: error }, 'a registration could not be noted'));
      return { data: toWireSettings(userId, await accounts.settings({ appId, userId })) };
    },
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/app/user/name_check',
    auth: 'user',
    tag: Tag.login,
    summary: 'Whether a user name may be registered',
    query: Type.Object({ username: Type.String() }),
    data: Type.Boolean({ description: 'true when nobody has it' }),
    handle: async ({ caller: { appId }, query }) => ({ data: await accounts.isNameFree(appId, query.username) }),
  });
};
