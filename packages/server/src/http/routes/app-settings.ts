import { Type } from 'typebox';
import type { AppSettings } from '../../apps/index.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { booleanInput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const AppSettingsDto = Type.Object({
  open_registration: Type.Boolean({ description: 'Whether anyone may register' }),
  anonymous_registration: Type.Boolean({ description: 'Whether visitors may register too, where anyone may' }),
  stranger_messages: Type.Boolean({ description: 'Whether users who are not friends may write to each other' }),
  hide_member_info: Type.Boolean({ description: 'Clients hide details of group members where the group says so too' }),
  recall_window: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Milliseconds in which authors may recall; 0: not at all; null: as the server is configured',
  }),
});

const Flag = (description: string) => Type.Optional(booleanInput(description));

/** What an app decides for its users; by an admin token of the app. */
export const addAppSettingRoutes: AddRoutes = (http, { useCases }) => {
  const { apps } = useCases;
  const base = { url: '/admin/app/settings', auth: 'admin', tag: Tag.management, data: AppSettingsDto } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    summary: 'The settings of the app',
    handle: async ({ caller: { app } }) => ({ data: writeOut(app.settings) }),
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    summary: 'Changes settings of the app; absent ones stay as they are',
    body: Type.Object({
      open_registration: Flag('Whether anyone may register'),
      anonymous_registration: Flag('Whether visitors may register too, where anyone may'),
      stranger_messages: Flag('Whether users who are not friends may write to each other'),
      hide_member_info: Flag('Whether clients hide details of group members'),
      recall_window: Type.Optional(
        Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], { description: 'Milliseconds; 0: off; null: default' }),
      ),
    }),
    handle: async ({ caller: { appId }, body }) => {
      const { settings } = await apps.updateSettings(appId, {
        isRegistrationOpen: asBoolean(body.open_registration),
        isAnonymousOpen: asBoolean(body.anonymous_registration),
        acceptsStrangers: asBoolean(body.stranger_messages),
        hidesMemberInfo: asBoolean(body.hide_member_info),
        recallWindowMs: body.recall_window,
      });
      return { data: writeOut(settings) };
    },
  });
};

function writeOut({
  isRegistrationOpen,
  isAnonymousOpen,
  acceptsStrangers,
  hidesMemberInfo,
  recallWindowMs,
}: AppSettings) {
  return {
    open_registration: isRegistrationOpen,
    anonymous_registration: isAnonymousOpen,
    stranger_messages: acceptsStrangers,
    hide_member_info: hidesMemberInfo,
    recall_window: recallWindowMs,
  };
}

function asBoolean(value: boolean | 0 | 1 | undefined): boolean | undefined {
  return value === undefined ? undefined : value === true || value === 1;
}
