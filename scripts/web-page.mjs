import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, SetUpError, say } from './repository.mjs';

const web = join(root, 'apps/web');
const marker = join(web, 'dist/.built-from');
/** Everything the built page depends on. */
const sources = ['apps/web', 'packages/sdk/src', 'packages/protocol/src', 'package-lock.json'];
const unbuilt = new Set(['dist', 'node_modules', 'test', 'coverage', '.vite']);

/** Builds the web page when one of its sources changed since it was built. */
export function buildWebPage(/** @type {string} */ node) {
  const wanted = hashOf(sources);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  say(`building the web page (vite), because ${existsSync(marker) ? 'its sources changed' : 'it is not built yet'}.`);
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const { status } = spawnSync(node, [vite, 'build', '--logLevel', 'warn'], { cwd: web, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new SetUpError('The web page could not be built; what vite said stands above.');
  writeFileSync(marker, wanted);
}

function hashOf(/** @type {readonly string[]} */ paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((each) => filesUnder(join(root, each)))) {
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @returns {string[]} */
function filesUnder(/** @type {string} */ path) {
  if (path.endsWith('.json')) return [path];
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (unbuilt.has(entry.name) || entry.name.endsWith('.test.ts')) return [];
    const inner = join(path, entry.name);
    return entry.isDirectory() ? filesUnder(inner) : [inner];
  });
}
