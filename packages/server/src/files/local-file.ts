import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ImError } from '@warbler/protocol';
import type { StoreKey } from './file.ts';
import type { FilePorts } from './file-ports.ts';

/**
 * Lets programs of this machine read bytes as a file: where they are, or as a copy for so long.
 *
 * @throws ImError `fileNotFound`, `objectStorageFailed`; what `use` throws
 */
export async function withLocalFile<Result>(
  { store, workFolder }: Pick<FilePorts, 'store' | 'workFolder'>,
  key: StoreKey,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  if (store.pathOf !== undefined) {
    if ((await store.sizeOf(key)) === undefined) throw new ImError('fileNotFound');
    return use(store.pathOf(key));
  }
  await mkdir(workFolder, { recursive: true, mode: 0o700 });
  const path = join(workFolder, randomUUID());
  try {
    await pipeline(await store.get(key), createWriteStream(path, { mode: 0o600 }));
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}
