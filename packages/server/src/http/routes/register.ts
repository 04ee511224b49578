import { ImError } from '@warbler/protocol';
import type { App } from '../../apps/index.ts';
import { Type } from '../../type.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { idOutput, listOutput } from '../wire-schemas.ts';
import { originOf } from './contacts.ts';
import { DEVICE_GUID_MAX } from './device-guid.ts';
import type { AddRoutes } from './route-context.ts';
import { toWireSettings, UserSettings } from './settings-wire.ts';

const UserRegisterRequest = Type.Object({
  username: Type.String({ description: 'Letters, digits, _ and U+4E00..U+9FA5, one of them no digit' }),
  password: Type.String(),
});

/** New users. */
export const addRegisterRoutes: AddRoutes = (http, { useCases, limits }) => {
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
      requireOpen(app);
      const { appId, userId } = await accounts.register(app, { username, password });
      // The user is there, whatever becomes of the note: they can still bind their number once they are logged in.
      await identities
        .noteRegistration(app, { appId, userId }, originOf(request))
        .catch((error) => request.log.error({ err: error }, 'a registration could not be noted'));
      return { data: toWireSettings(userId, await accounts.settings({ appId, userId })) };
    },
  });

  defineRoute(http, useCases, {
    method: 'POST',
    url: '/user/register/push',
    auth: 'app',
    tag: Tag.login,
    summary: 'Register a user who only takes pushes, where the app lets anyone',
    description: `An ordinary user who has an address for pushes from the start: the given one, or a new one. \`sign\` is \
ignored: no source says how it is made.`,
    body: Type.Object({
      ...UserRegisterRequest.properties,
      alias: Type.Optional(Type.String({ description: 'No two users of the app have the same' })),
      push_token: Type.Optional(Type.String({ description: 'The address' })),
      device_guid: Type.Optional(Type.String({ maxLength: DEVICE_GUID_MAX, description: 'The device that it is of' })),
      sign: Type.Optional(Type.String()),
    }),
    data: UserSettings,
    handle: async ({ caller: { app }, body: { username, password, alias, push_token, device_guid } }) => {
      requireOpen(app);
      const push = { alias, pushToken: push_token, deviceGuid: device_guid };
      const { appId, userId } = await accounts.register(app, { username, password, push });
      return { data: toWireSettings(userId, await accounts.settings({ appId, userId })) };
    },
  });

  defineRoute(http, useCases, {
    method: 'POST',
    url: '/user/register/batch',
    auth: 'admin',
    tag: Tag.management,
    summary: 'Register many users',
    description: `Each on its own, with a row in the answer. At most ${limits.usersPerCall} (limits.usersPerCall).`,
    body: Type.Object({ list: Type.Array(UserRegisterRequest) }),
    data: listOutput(
      Type.Object({
        username: Type.String(),
        success: Type.Boolean(),
        user_id: Type.Optional(idOutput('The new user')),
        reason: Type.Optional(Type.String({ description: 'Why not' })),
      }),
    ),
    handle: async ({ caller: { app }, body }) => {
      const outcomes = await accounts.registerMany(app, body.list);
      return {
        data: outcomes.map(({ username, userId, reason }) => ({
          username,
          success: reason === undefined,
          ...(userId === undefined ? {} : { user_id: userId }),
          ...(reason === undefined ? {} : { reason }),
        })),
      };
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

function requireOpen({ settings }: App): void {
  if (!settings.isRegistrationOpen) throw new ImError('registrationClosed');
}
