import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ImError } from '@warbler/protocol';

/**
 * Makes this program the only one that uses the folder; returns what ends that. A claim whose program is gone is taken
 * over.
 * @throws ImError `storageUnavailable` when another program holds the folder.
 */
export async function claimFolder(dir: string): Promise<() => Promise<void>> {
  const path = join(dir, 'lock');
  if (!(await tryClaim(path))) {
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (isAlive(holder) && !(await isFromBefore(holder, path))) {
      throw new ImError('storageUnavailable', {
        message: `${dir} is in use by process ${holder}`,
        details: { holder },
      });
    }
    await rm(path, { force: true });
    if (!(await tryClaim(path))) throw new ImError('storageUnavailable', { message: `${dir} is in use` });
  }
  return () => rm(path, { force: true });
}

async function tryClaim(path: string): Promise<boolean> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined;
    throw new ImError('storageUnavailable', { message: `Cannot write ${path}`, cause: error });
  });
  if (!file) return false;
  await file.writeFile(String(process.pid));
  await file.close();
  return true;
}

/** In a container every start has the same process id: then a claim older than this process was left by a crash. */
async function isFromBefore(holder: number, path: string): Promise<boolean> {
  return holder === process.pid && (await stat(path)).mtimeMs < performance.timeOrigin;
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
