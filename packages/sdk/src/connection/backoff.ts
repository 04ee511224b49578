/** The first wait is up to this. */
const baseMs = 1_000;
/** No wait is longer than this. */
const capMs = 30_000;

/**
 * How long to wait before attempt `attempt` (0 is the first retry), in ms: full jitter, so that a million clients that
 * lost one server do not come back in one moment.
 */
export function backoffMs(attempt: number, random: () => number): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 10)));
}
