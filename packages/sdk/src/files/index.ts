/**
 * Sending and getting files, pictures of users and groups.
 * @module
 */
export { createFiles, type FilesOptions } from './create-files.ts';
export type {
  DownloadEvents,
  DownloadRequest,
  DownloadStart,
  FileSource,
  FileTransfers,
  Running,
  TransferAnswer,
  UploadRequest,
} from './file-transfers.ts';
export type { Download, DownloadedFile, FileForm, Files, FileWish, OutgoingFile, Transfer } from './files-api.ts';
export { createWebTransfers } from './web-transfers.ts';
