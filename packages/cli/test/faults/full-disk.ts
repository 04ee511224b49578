import { execFile } from 'node:child_process';
import { chmod, mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestPostgres } from '@warbler/test-kit/postgres';

const run = promisify(execFile);

/** A disk for PostgreSQL that can be full. */
export interface SmallDisk {
  /** Where its data goes. */
  readonly folder: string;
  /** How it is made full: told in the report. */
  readonly kind: 'a small disk that is full' | 'files that may not grow';
  /** Nothing can be written any more. */
  fill(postgres: TestPostgres): Promise<void>;
  /** There is room again. */
  free(postgres: TestPostgres): Promise<void>;
  remove(): Promise<void>;
}

const DISK_MEBIBYTES = 256;

/** Settings by which PostgreSQL has enough of it. */
export const SMALL_DISK_SETTINGS = ['max_wal_size=64MB', 'min_wal_size=32MB'];

/** Mounts a small disk; where that is forbidden, a bound on the size of files stands for it. */
export async function makeSmallDisk(): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'warbler-small-disk-'));
  const isMounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEBIBYTES}m`, 'tmpfs', folder]).then(
    () => true,
    () => false,
  );
  await chmod(folder, 0o755);
  const remove = async () => {
    if (isMounted) await run('umount', [folder]);
    await rm(folder, { recursive: true });
  };
  if (!isMounted) return { folder, kind: 'files that may not grow', ...boundOnFiles, remove };
  const ballast = join(folder, 'ballast');
  return {
    folder,
    kind: 'a small disk that is full',
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
    remove,
  };
}

/** What lies beyond the first MiB of a file cannot be written: rows, nor the log that they go to first. */
const boundOnFiles = {
  fill: (postgres: TestPostgres) => bound(postgres, String(1_048_576)),
  free: (postgres: TestPostgres) => bound(postgres, 'unlimited'),
};

async function bound(postgres: TestPostgres, bytes: string): Promise<void> {
  for (const pid of await postgres.processes())
    await run('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
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
