// `npm test`: brings the clone up to date, then runs every test; arguments go to vitest.
import { join } from 'node:path';
import { root } from './repository.mjs';
import { main, runInPlace } from './run.mjs';
import { setUp } from './set-up.mjs';

main(() => {
  const node = setUp({ withWebPage: true });
  runInPlace(node, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...process.argv.slice(2)]);
});
