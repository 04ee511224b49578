import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import {
  AppSettingsDto,
  AppSettingsInput,
  readSettingsChange,
  requireDecidedByApp,
  settingsOut,
} from './app-settings-wire.ts';
import type { AddRoutes } from './route-context.ts';

/** What an app decides for its users; by an admin token of the app. */
export const addAppSettingRoutes: AddRoutes = (http, { useCases }) => {
  const { apps } = useCases;
  const base = { url: '/admin/app/settings', auth: 'admin', tag: Tag.management, data: AppSettingsDto } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    summary: 'The settings of the app',
    handle: async ({ caller: { app } }) => ({ data: settingsOut(app.settings) }),
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    summary: 'Changes settings of the app; absent ones stay as they are',
    description: 'Bounds and the verification are set in the console only: 10010. All of a change or none of it.',
    body: AppSettingsInput,
    handle: async ({ caller: { appId }, body }) => {
      requireDecidedByApp(body);
      const { settings } = await apps.update(appId, { settings: readSettingsChange(body) });
      return { data: settingsOut(settings) };
    },
  });
};
