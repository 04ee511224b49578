import type { Clock } from './clock.ts';

const tickMs = 5_000;
/** Above what a busy page delays a timer by, below what a sleep is worth. */
const jumpMs = 10_000;

/**
 * Calls the handler when a timer comes back much too late: the machine slept, or the page was frozen, and the socket may
 * be dead without a word. Returns the function that ends it.
 */
export function watchClockJumps(clock: Clock, onJump: () => void): () => void {
  let cancel = () => undefined as void;
  const tick = () => {
    const startedMs = clock.now();
    cancel = clock.after(tickMs, () => {
      const lateMs = clock.now() - startedMs - tickMs;
      tick();
      if (lateMs > jumpMs) onJump();
    });
  };
  tick();
  return () => cancel();
}
