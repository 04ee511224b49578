// A node as `warbler serve --json` runs it, whose clock the process that started it may set.
// Not the whole test-kit: what starts PostgreSQL in there has its own mind of SIGTERM.
import { movableClock } from '@warbler/test-kit/movable-clock';
import { serve } from '../../src/serve.ts';
import type { ClockStep } from './fault-node.ts';

const clock = movableClock();
process.on('message', ({ stepMs }: ClockStep) => {
  clock.step(stepMs);
  process.send?.({ steppedMs: stepMs });
});
// Whoever started it is gone.
process.once('disconnect', () => process.exit(1));
await serve({ flags: {}, isJson: true, ports: { clock } });
