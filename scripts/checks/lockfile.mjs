// The lockfile holds no download addresses, so that a clone installs from any registry; versions are exact.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../repository.mjs';
import { report, repositoryFiles } from './report.mjs';

const lockfile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const addresses = Object.entries(lockfile.packages)
  .filter(([, entry]) => /^https?:/.test(entry.resolved ?? ''))
  .map(([path, entry]) => `package-lock.json: ${path} is downloaded from ${entry.resolved}`);

const ranges = repositoryFiles(['package.json', '*/package.json']).flatMap((path) => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, path), 'utf8'));
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))
    .map(([name, version]) => `${path}: ${name} is "${version}", not one exact version`);
});

report(
  [...addresses, ...ranges],
  'Install with the .npmrc of this repository (omit-lockfile-registry-resolved) and exact versions (npm install -E).',
);
