// Types of every package, and of the web page's components.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { root } from '../repository.mjs';
import { repositoryFiles } from './report.mjs';

const compilers = { tsc: 'node_modules/typescript/bin/tsc', vue: 'node_modules/vue-tsc/bin/vue-tsc.js' };

for (const config of repositoryFiles(['tsconfig.json', 'packages/*/tsconfig.json', 'apps/*/tsconfig.json'])) {
  const compiler = config.startsWith('apps/') ? compilers.vue : compilers.tsc;
  const cache = join(root, 'node_modules/.cache/warbler', `${dirname(config).replaceAll('/', '-')}.tsbuildinfo`);
  const parameters = [join(root, compiler), '-p', join(root, config), '--incremental', '--tsBuildInfoFile', cache];
  const { status, stdout } = spawnSync(process.execPath, parameters, { cwd: root, encoding: 'utf8' });
  if (status === 0) continue;
  process.stdout.write(stdout);
  process.exitCode = 1;
}
