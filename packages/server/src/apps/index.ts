export { type App, AppStatus, requireServing } from './app.ts';
export { type Apps, createApps } from './apps.ts';
export type { NewApp } from './create-app.ts';
export type { AppTables } from './tables.ts';
