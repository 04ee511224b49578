import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { FileId } from './file.ts';
import type { FileLimits } from './file-limits.ts';

/** Who uploads what. */
export interface UploadRef {
  readonly appId: AppId;
  readonly owner: UserId;
  readonly file: FileId;
}

/** The uploads that run now. */
export interface UploadSlots {
  /**
   * Begins an upload.
   *
   * @returns what ends it
   * @throws ImError `rateLimited` when too many run, `uploadLimit` when too many of this user do or the same one does
   */
  claim(upload: UploadRef): () => void;
}

/** Counts the uploads that run, all together and of each user. */
export function createUploadSlots({
  uploadsAtOnce,
  uploadsPerUser,
}: Pick<FileLimits, 'uploadsAtOnce' | 'uploadsPerUser'>): UploadSlots {
  const running = new Set<string>();
  const countByUser = new Map<string, number>();
  return {
    claim({ appId, owner, file }) {
      const upload = `${appId} ${file}`;
      const user = `${appId} ${owner}`;
      const count = countByUser.get(user) ?? 0;
      if (running.has(upload)) throw new ImError('uploadLimit', { message: 'this upload is under way already' });
      if (running.size >= uploadsAtOnce) throw new ImError('rateLimited');
      if (count >= uploadsPerUser) {
        throw new ImError('uploadLimit', { message: `one user may upload ${uploadsPerUser} files at once` });
      }
      running.add(upload);
      countByUser.set(user, count + 1);
      return () => {
        if (!running.delete(upload)) return;
        const left = (countByUser.get(user) ?? 1) - 1;
        if (left > 0) countByUser.set(user, left);
        else countByUser.delete(user);
      };
    },
  };
}
