import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { root, SetUpError } from './repository.mjs';

const forwarded = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program in this one's place: same streams, every signal passed on, and this process ends as it ended.
 * The pinned Node comes first in its PATH.
 * @param {string} command
 * @param {readonly string[]} parameters
 */
export function runInPlace(command, parameters) {
  const child = spawn(command, parameters, { stdio: 'inherit', env: pinnedEnvironment() });
  for (const signal of forwarded) process.on(signal, () => child.kill(signal));
  stopWithNpm(child);
  child.on('error', (error) => {
    throw error;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    for (const each of forwarded) process.removeAllListeners(each);
    process.kill(process.pid, signal);
  });
}

/** Asks the program to stop when the npm that started this process is gone: killed, it cannot pass a signal on. */
function stopWithNpm(/** @type {import('node:child_process').ChildProcess} */ child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 200);
  watch.unref();
}

/** The environment of this process with the repository's own commands, the pinned Node among them, found first. */
export function pinnedEnvironment() {
  return { ...process.env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}` };
}

/** Runs a script's main function; shows a set-up failure without its stack. */
export function main(/** @type {() => void} */ body) {
  try {
    body();
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exit(1);
  }
}
