export { type AdminToken, FIRST_ADMIN_TOKEN } from './admin-tokens.ts';
export { type App, AppStatus, requireServing } from './app.ts';
export { createLimitsOf, type LimitsOf } from './app-limits.ts';
export { type AppSetting, type AppSettings, type AppSettingsChange, appSettings } from './app-settings.ts';
export { appHash, isSignedForApp, readSigned, signForApp, signText } from './app-signature.ts';
export { APPS_CACHE, type Apps, createApps } from './apps.ts';
