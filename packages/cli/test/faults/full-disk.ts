import { execFile } from 'node:child_process';
import { chmod, mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A disk for PostgreSQL that can be full. */
export interface SmallDisk {
  /** Where its data goes. */
  readonly folder: string;
  /** Nothing can be written any more. */
  fill(): Promise<void>;
  /** There is room again. */
  free(): Promise<void>;
  remove(): Promise<void>;
}

const DISK_MEBIBYTES = 256;

/** Settings by which PostgreSQL has enough of it. */
export const SMALL_DISK_SETTINGS = ['max_wal_size=64MB', 'min_wal_size=32MB'];

/**
 * Mounts a small disk. A bound on the size of files (RLIMIT_FSIZE) was tried where that is forbidden and cannot stand for it:
 * the cloud was not served again within three minutes of the bound being lifted.
 *
 * @throws Error that says what is needed where mounting is forbidden
 */
export async function makeSmallDisk(): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'warbler-small-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEBIBYTES}m`, 'tmpfs', folder]);
  } catch (cause) {
    await rm(folder, { recursive: true });
    throw new Error('a full disk needs a disk that may be filled: run as root where tmpfs may be mounted', { cause });
  }
  await chmod(folder, 0o755);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    async fill() {
      const file = await open(ballast, 'w');
      const { bavail, bsize } = await statfs(folder);
      try {
        await writeUntilFull(file, Buffer.alloc(bsize), bavail);
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast),
    async remove() {
      await run('umount', [folder]);
      await rm(folder, { recursive: true });
    },
  };
}

async function writeUntilFull(
  file: { write(bytes: Buffer): Promise<unknown> },
  block: Buffer,
  count: number,
): Promise<void> {
  try {
    for (let written = 0; written <= count; written += 1) await file.write(block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
