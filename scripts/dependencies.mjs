import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, SetUpError, say } from './repository.mjs';

const lockfile = join(root, 'package-lock.json');
const marker = join(root, 'node_modules/.warbler-installed');
/** What npm itself remembers of the last installation. */
const hiddenLockfile = join(root, 'node_modules/.package-lock.json');

/** Makes node_modules hold exactly what package-lock.json says; does nothing when it does already. */
export function installDependencies() {
  const wanted = installationKey();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  const reason = whyInstall();
  if (reason !== undefined) {
    say(`installing dependencies with npm ci, because ${reason}. This takes a minute the first time.`);
    npmCi();
  }
  writeFileSync(marker, wanted);
}

function installationKey() {
  const content = readFileSync(lockfile);
  return `${createHash('sha256').update(content).digest('hex')} ${process.platform} ${process.arch}\n`;
}

/** Compares the lockfile with what npm installed. Undefined when they agree. */
function whyInstall() {
  if (!existsSync(hiddenLockfile)) return 'node_modules is missing or incomplete';
  const wanted = JSON.parse(readFileSync(lockfile, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(hiddenLockfile, 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.startsWith('node_modules/') || entry.link) continue;
    const found = installed[path];
    if (found === undefined && entry.optional) continue;
    if (found?.version !== entry.version) {
      return `package-lock.json asks for ${path.slice('node_modules/'.length)} ${entry.version}`;
    }
  }
  return undefined;
}

function npmCi() {
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const { status, error } = spawnSync(command, [...first, 'ci', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (error)
    throw new SetUpError(`npm could not be started (${error.message}). It comes with Node: https://nodejs.org`);
  if (status !== 0) throw new SetUpError('npm ci failed; what it said stands above. Mend that and try again.');
}
