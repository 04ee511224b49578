export { type App, type AppSettings, AppStatus, requireServing } from './app.ts';
export { appHash, isSignedForApp, readSigned, signForApp, signText } from './app-signature.ts';
export { type Apps, createApps } from './apps.ts';
export type { AppSettingsChange } from './update-app-settings.ts';
