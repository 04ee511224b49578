import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, SetUpError } from './repository.mjs';

const binary = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The path of the Node that package.json pins, or of the running one when that is new enough. */
export function findNode() {
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.node;
  const version = spawnSync(binary, ['-v'], { encoding: 'utf8' }).stdout?.trim();
  if (version === `v${wanted}`) return binary;
  const major = Number(wanted.split('.')[0]);
  if (Number(process.versions.node.split('.')[0]) === major) return process.execPath;
  throw new SetUpError(
    `Warbler runs on Node ${wanted}, installed as the npm package "node", but ${binary} ` +
      `${version ? `is ${version}` : 'is missing'}: npm did not run that package's install script ` +
      '(is ignore-scripts set?).\n' +
      '  Run:  npm rebuild node --ignore-scripts=false --foreground-scripts\n' +
      `  or start this command with a Node ${major} of your own; this one is ${process.version}.`,
  );
}
