export { eraseFiles } from './sql/erase-files.ts';
export { forgetSharedFile } from './sql/forget-shared-file.ts';
