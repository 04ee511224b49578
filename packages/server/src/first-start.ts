import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImError } from '@warbler/protocol';
import { makeReadablePassword } from './accounts/index.ts';

/** The passwords that the first start made up, kept for the operator until the file is deleted. */
export interface FirstStart {
  readonly consolePassword: string;
  /** By user name. */
  readonly demoPasswords: Readonly<Record<string, string>>;
}

const FILE = 'first-start.json';

/**
 * Reads the made-up passwords of a data folder, so that every start can show them. Undefined once the operator has
 * deleted the file.
 */
export async function readFirstStart(dataDir: string): Promise<FirstStart | undefined> {
  try {
    return JSON.parse(await readFile(join(dataDir, FILE), 'utf8')) as FirstStart;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (!(error instanceof SyntaxError)) throw error;
    throw new ImError('invalidParameter', {
      message: `${join(dataDir, FILE)} is no JSON; delete it: it only shows the passwords of the first start again`,
    });
  }
}

/** Makes up passwords for new data and keeps them in a file that only its owner can read. */
export async function makeFirstStart(dataDir: string, demoUsernames: readonly string[]): Promise<FirstStart> {
  const firstStart: FirstStart = {
    consolePassword: makeReadablePassword(),
    demoPasswords: Object.fromEntries(demoUsernames.map((username) => [username, makeReadablePassword()])),
  };
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unfinished = join(dataDir, `${FILE}.new`);
  await writeFile(unfinished, `${JSON.stringify(firstStart, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(unfinished, join(dataDir, FILE));
  return firstStart;
}
