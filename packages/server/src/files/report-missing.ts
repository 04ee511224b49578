import { ImError } from '@warbler/protocol';
import type { StoreKey } from './file.ts';
import type { FilePorts } from './file-ports.ts';

/**
 * Reads bytes that the database knows of. When the store does not have them, whoever runs the server hears of it: only
 * somebody else than the server can have removed them.
 */
export async function reportMissing<Result>(
  { onProblem }: Pick<FilePorts, 'onProblem'>,
  key: StoreKey,
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ImError && error.code === 'fileNotFound') {
      onProblem(new Error(`the bytes ${key} are not in the file store`, { cause: error }));
    }
    throw error;
  }
}
