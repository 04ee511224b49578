export { type ConsoleAdmins, createConsoleAdmins } from './console-admins.ts';
export type { ConsoleClaims, ConsoleSession } from './console-tokens.ts';
