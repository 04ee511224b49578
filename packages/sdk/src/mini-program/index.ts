/**
 * The client in WeChat mini-programs and uni-app. This entry also has everything of `@warbler/sdk`,
 * `@warbler/sdk/files` and `@warbler/sdk/push`, because a mini-program loads one file.
 * @module
 */
export * from '../files/index.ts';
export * from '../index.ts';
export * from '../push/index.ts';
export { createMiniProgramClient } from './create-mini-program-client.ts';
export type * from './mini-program-api.ts';
export { miniProgramPlatform } from './mini-program-platform.ts';
export { type MiniProgramStorageOptions, openMiniProgramStorage } from './mini-program-storage.ts';
export { miniProgramTransfers } from './mini-program-transfers.ts';
