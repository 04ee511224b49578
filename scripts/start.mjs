// `npm start`: brings the clone up to date, then runs `warbler serve` with the given flags.
import { join } from 'node:path';
import { root } from './repository.mjs';
import { main, runInPlace } from './run.mjs';
import { setUp } from './set-up.mjs';

main(() => {
  const node = setUp({ withWebPage: true });
  runInPlace(node, [join(root, 'packages/cli/src/main.ts'), 'serve', ...process.argv.slice(2)]);
});
