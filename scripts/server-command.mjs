import { join } from 'node:path';
import { root } from './repository.mjs';

/**
 * What Node is given to run `warbler`; flags and subcommand follow.
 *
 * V8's young generation may have three times 8 MB, three times 32 by default, and never shrinks under load: with that each of
 * 10,000 connections took 8 KB more; with three times 4 a saturated server copied what was under way again and again (8 % fewer
 * sends). So small, it is emptied faster by one thread than by several that must agree: 3 % of the CPU of a message.
 *
 * What outlives a burst makes V8 place its like among the old objects from then on, where they keep all that they hold until
 * the next full collection; and its marking by four threads at once leaves those that serve without a core. Without the
 * one, and with one thread for the other: half of the time for collecting, half of the answer's p99 at half load.
 *
 * The server collects once by itself, when it has started.
 */
export const serverCommand = [
  '--max-semi-space-size=8',
  '--no-parallel-scavenge',
  '--no-allocation-site-pretenuring',
  '--v8-pool-size=1',
  '--expose-gc',
  join(root, 'packages/cli/src/main.mjs'),
];
