import { ImError, parseUserId } from '@warbler/protocol';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import type { AddRoutes } from './route-context.ts';
import { fromWireSettings, toWireSettings, UserSettings, UserSettingsInput } from './settings-wire.ts';

/** What a user has set. */
export const addSettingsRoutes: AddRoutes = (http, { useCases }) => {
  const { accounts } = useCases;

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/user/settings',
    auth: 'user',
    tag: Tag.user,
    summary: "The caller's settings",
    data: UserSettings,
    handle: async ({ caller }) => ({ data: toWireSettings(caller.userId, await accounts.settings(caller)) }),
  });

  defineRoute(http, useCases, {
    method: ['POST', 'PUT'],
    url: '/user/settings',
    auth: 'user',
    tag: Tag.user,
    summary: 'Change some settings',
    body: UserSettingsInput,
    data: doneSchema,
    handle: async ({ caller, body }) => {
      if (body.user_id !== undefined && parseUserId(body.user_id) !== caller.userId) {
        throw new ImError('noPermission', { message: "another user's settings are theirs to change" });
      }
      await accounts.updateSettings(caller, fromWireSettings(body));
      return done;
    },
  });
};
