// `npm run dev`: the server restarts and the web page is built again on every change; flags go to `warbler serve`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, say } from './repository.mjs';
import { main, pinnedEnvironment, runInPlace } from './run.mjs';
import { serverCommand } from './server-command.mjs';
import { setUp } from './set-up.mjs';

const watched = ['packages/cli/src', 'packages/server/src', 'packages/protocol/src'];

main(() => {
  const node = setUp({ withWebPage: true });
  say('watching for changes: the server restarts by itself; reload the page to see its changes.');
  const vite = spawn(
    node,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--watch', '--emptyOutDir', 'false', '--logLevel', 'warn'],
    {
      cwd: join(root, 'apps/web'),
      env: pinnedEnvironment(),
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  process.on('exit', () => vite.kill());
  const watchFlags = watched.map((path) => `--watch-path=${join(root, path)}`);
  runInPlace(node, ['--watch-preserve-output', ...watchFlags, ...serverCommand, 'serve', ...process.argv.slice(2)]);
});
