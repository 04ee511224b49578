import { resolve } from 'node:path';

/** The folder that holds the repository. */
export const root = resolve(import.meta.dirname, '..');

/** Says on standard error what is being done: standard output belongs to the program that is started. */
export function say(/** @type {string} */ text) {
  process.stderr.write(`warbler: ${text}\n`);
}

/** A failure that the reader can act on: shown as it is, without a stack. */
export class SetUpError extends Error {}
