export type { Download } from './download.ts';
export { readFileKind } from './file-kind.ts';
export type { FileLimits } from './file-limits.ts';
export { createFiles, type Files } from './files.ts';
export type { SoundFormat } from './media/convert-sound.ts';
export { openFileStore } from './store/open-file-store.ts';
export { ImageType, type WantedForm } from './wanted-form.ts';
