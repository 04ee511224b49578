// `npm run test:faults`: every fault of the fault suite (docs/operations/faults.md); `npm test` has a few. Arguments go to vitest.
import { join } from 'node:path';
import { root } from './repository.mjs';
import { main, runInPlace } from './run.mjs';
import { setUp } from './set-up.mjs';

main(() => {
  process.env.WARBLER_FAULTS = 'all';
  const node = setUp({ withWebPage: false });
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  runInPlace(node, [vitest, 'run', '--project', 'cloud', 'packages/cli/test/faults', ...process.argv.slice(2)]);
});
