export { type App, AppStatus, requireServing } from './app.ts';
export { type Apps, createApps } from './apps.ts';
