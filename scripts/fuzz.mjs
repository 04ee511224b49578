// `npm run fuzz`: random runs, one seed after the other, until the time is up. Two at once: frames against the server's
// model, and SDK clients against the server.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, SetUpError } from './repository.mjs';
import { main, runInPlace } from './run.mjs';
import { setUp } from './set-up.mjs';

const usage = `npm run fuzz -- [--minutes <n>] [--seed <n>] [--of both|server|sdk] [--nodes <n>] [--repeat]

  --minutes <n>  how long, 1 to 1440; 5 unless said otherwise
  --seed <n>     the first seed, 0 to 999999; a new one unless said otherwise. Each run takes the next one
  --of <which>   server: frames against a model; sdk: SDK clients behind bad networks; both: at once, the default
  --nodes <n>    servers that are one cloud, 1 to 5; 1 unless said otherwise
  --repeat       the same seed over and over: what depends on the moment fails only now and then

A run that fails is named with the command that plays it again; the others go on, and the command ends with 1.`;

const server = 'packages/server/test/cloud/fuzz.test.ts';
const sdk = 'packages/sdk/test/cloud/fuzz.test.ts';
/** @type {Readonly<Record<string, readonly string[]>>} */
const filesOf = { both: [server, sdk], server: [server], sdk: [sdk] };

main(() => {
  const { minutes, seed, of, nodes, repeat, help } = readArguments();
  if (help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const files = Object.hasOwn(filesOf, of) ? filesOf[of] : undefined;
  if (files === undefined) throw refusal(`--of is one of ${Object.keys(filesOf).join(', ')}, not ${of}`);
  process.env.WARBLER_FUZZ_MINUTES = wholeNumber('--minutes', minutes, 1, 1_440);
  process.env.WARBLER_FUZZ_SEED = wholeNumber('--seed', seed, 0, 999_999);
  process.env.WARBLER_FUZZ_NODES = wholeNumber('--nodes', nodes, 1, 5);
  process.env.WARBLER_FUZZ_REPEAT = repeat ? '1' : '0';
  const node = setUp({ withWebPage: false });
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  runInPlace(node, [vitest, 'run', '--project', 'cloud', '--reporter=verbose', ...files]);
});

function readArguments() {
  try {
    return parseArgs({
      options: {
        minutes: { type: 'string', default: '5' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        of: { type: 'string', default: 'both' },
        nodes: { type: 'string', default: '1' },
        repeat: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw refusal(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {string} name
 * @param {string} value
 * @param {number} least
 * @param {number} most
 */
function wholeNumber(name, value, least, most) {
  if (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most) return String(Number(value));
  throw refusal(`${name} is a whole number from ${least} to ${most}, not "${value}"`);
}

function refusal(/** @type {string} */ problem) {
  return new SetUpError(`${problem}\n\n${usage}`);
}
