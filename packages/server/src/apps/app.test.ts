import { parseAppId } from '@warbler/protocol';
import { expect, test } from 'vitest';
import { type App, AppStatus, requireServing } from './app.ts';
import { defaultAppSettings } from './app-settings.ts';

const app: App = {
  appId: parseAppId('demo'),
  name: 'Demo',
  status: 'normal',
  settings: defaultAppSettings,
  tokenSecret: '',
  adminTokenVersion: 0,
  adminTokenIds: new Set(),
  createdAtMs: 0,
};

test('only an app in normal state is served', () => {
  for (const status of Object.values(AppStatus)) {
    const attempt = () => requireServing({ ...app, status });
    if (status === 'normal') expect(attempt).not.toThrow();
    else expect(attempt).toThrow(`the app is ${status}`);
  }
});
