import { join } from 'node:path';
import { ImError } from '@warbler/protocol';
import type { ServerConfig } from '../../config/index.ts';
import { createDiskStore } from './disk-store.ts';
import type { FileStore } from './file-store.ts';
import { createS3Store } from './s3-store.ts';

/** The file store that the configuration names. @throws ImError `invalidParameter` when S3 lacks its address or keys */
export function openFileStore(config: ServerConfig): FileStore {
  const { fileStore, dataDir, s3Endpoint: endpoint, s3Bucket, s3Region, s3AccessKey, s3SecretKey } = config;
  switch (fileStore) {
    case 'disk':
      return createDiskStore(join(dataDir, 'files'));
    case 's3':
      if (endpoint === undefined || s3AccessKey === undefined || s3SecretKey === undefined) {
        throw new ImError('invalidParameter', {
          message: 'fileStore is s3, which needs s3Endpoint, s3AccessKey and s3SecretKey as well.',
        });
      }
      return createS3Store({
        endpoint,
        bucket: s3Bucket,
        region: s3Region,
        accessKey: s3AccessKey,
        secretKey: s3SecretKey,
      });
    default:
      return fileStore satisfies never;
  }
}
