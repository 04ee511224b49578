import { spawnSync } from 'node:child_process';
import { root } from '../repository.mjs';

/**
 * Ends a check: silent when nothing was found, otherwise every finding, what to do, and exit code 1.
 * @param {readonly string[]} findings each "where: what"
 * @param {string} whatToDo
 */
export function report(findings, whatToDo) {
  if (findings.length === 0) return;
  process.stdout.write(`${findings.join('\n')}\n\n${findings.length} found. ${whatToDo}\n`);
  process.exitCode = 1;
}

/** The paths of the repository's own files, from its root: what git tracks or would track. */
export function repositoryFiles(/** @type {readonly string[]} */ patterns) {
  const { stdout } = spawnSync(
    'git',
    ['ls-files', '-z', '-co', '--exclude-standard', '--deduplicate', '--', ...patterns],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return stdout.split('\0').filter((path) => path !== '');
}
