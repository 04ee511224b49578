// `npm run fuzz -- --minutes 30 --seed 7`: random runs against the model, one seed after the other, until the time is up.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './repository.mjs';
import { main, runInPlace } from './run.mjs';
import { setUp } from './set-up.mjs';

main(() => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  });
  for (const [name, value] of Object.entries(values)) {
    if (!/^\d+$/.test(value)) throw new Error(`--${name} is a whole number, not ${value}`);
  }
  process.env.WARBLER_FUZZ_MINUTES = values.minutes;
  process.env.WARBLER_FUZZ_SEED = values.seed;
  const node = setUp({ withWebPage: false });
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  runInPlace(node, [vitest, 'run', '--reporter=verbose', 'packages/server/test/cloud/fuzz.test.ts']);
});
