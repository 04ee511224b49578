export { type App, type AppSettings, AppStatus, requireServing } from './app.ts';
export { isSignedForApp, signForApp } from './app-signature.ts';
export { type Apps, createApps } from './apps.ts';
export type { AppSettingsChange } from './update-app-settings.ts';
