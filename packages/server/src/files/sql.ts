export { forgetSharedFile } from './sql/forget-shared-file.ts';
