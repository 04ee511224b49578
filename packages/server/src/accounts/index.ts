export { type Account, type AccountChange, requireNotDeleted } from './account.ts';
export { type Accounts, createAccounts, type PasswordChanged, type UserRef } from './accounts.ts';
export type { LoggedIn } from './log-in.ts';
export { loginName } from './login-name.ts';
export { MOBILE_MAX, MOBILE_PATTERN } from './mobile.ts';
export { makeReadablePassword } from './readable-password.ts';
export { DEMO_APP_ID, DEMO_USERNAMES, seedDemo } from './seed-demo.ts';
export type { Settings, SettingsChange } from './settings.ts';
export type { ProfileChange } from './update-profile.ts';
