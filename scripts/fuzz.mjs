// `npm run fuzz -- --minutes 30 --seed 7`: random runs, one seed after the other, until the time is up. Two at once: frames
// against the server's model, and SDK clients against the server; `--of server` or `--of sdk` is one of them alone.
// `--nodes 3` runs those of frames on a cloud of three servers.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './repository.mjs';
import { main, runInPlace } from './run.mjs';
import { setUp } from './set-up.mjs';

const server = 'packages/server/test/cloud/fuzz.test.ts';
const sdk = 'packages/sdk/test/cloud/fuzz.test.ts';
/** @type {Readonly<Record<string, readonly string[]>>} */
const filesOf = { both: [server, sdk], server: [server], sdk: [sdk] };

main(() => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      nodes: { type: 'string', default: '1' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      of: { type: 'string', default: 'both' },
    },
  });
  const { of, ...numbers } = values;
  for (const [name, value] of Object.entries(numbers)) {
    if (!/^\d+$/.test(value)) throw new Error(`--${name} is a whole number, not ${value}`);
  }
  const files = filesOf[of];
  if (files === undefined) throw new Error(`--of is one of ${Object.keys(filesOf).join(', ')}, not ${of}`);
  process.env.WARBLER_FUZZ_MINUTES = values.minutes;
  process.env.WARBLER_FUZZ_SEED = values.seed;
  process.env.WARBLER_FUZZ_NODES = values.nodes;
  const node = setUp({ withWebPage: false });
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  runInPlace(node, [vitest, 'run', '--project', 'cloud', '--reporter=verbose', ...files]);
});
