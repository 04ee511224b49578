// Types of every package, and of the web page's components.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { root } from '../repository.mjs';
import { repositoryFiles } from './report.mjs';

const compilers = { tsc: 'node_modules/typescript/bin/tsc', vue: 'node_modules/vue-tsc/bin/vue-tsc.js' };

/** Their programs hold the whole server, so the root's program checks them together, once. */
const withRoot = new Set(['packages/cli/tsconfig.json', 'packages/test-kit/tsconfig.json']);

const configs = repositoryFiles(['tsconfig.json', 'packages/*/tsconfig.json', 'apps/*/tsconfig.json']);
for (const config of configs.filter((path) => !withRoot.has(path))) {
  const compiler = config.startsWith('apps/') ? compilers.vue : compilers.tsc;
  const cache = join(root, 'node_modules/.cache/warbler', `${dirname(config).replaceAll('/', '-')}.tsbuildinfo`);
  const parameters = [join(root, compiler), '-p', join(root, config), '--incremental', '--tsBuildInfoFile', cache];
  const { status, stdout } = spawnSync(process.execPath, parameters, { cwd: root, encoding: 'utf8' });
  if (status === 0) continue;
  process.stdout.write(stdout);
  process.exitCode = 1;
}
