import { type MovableClock, movableClock } from './movable-clock.ts';
import type { Random } from './random.ts';
import { type Cloud, startCloud, type TestUser } from './start-cloud.ts';

/** Clocks that are set, and machines that wake up, by seconds mostly. */
const STEPS_MS = [-10_000, 10_000, -1000, 1000, 3_600_000, -3_600_000] as const;
const LARGEST_OFFSET_MS = 86_400_000;

/** A cloud whose clock does not go as it should. */
export class FuzzCloud {
  readonly cloud: Cloud;
  readonly #clock: MovableClock;
  #offsetMs = 0;

  private constructor(cloud: Cloud, clock: MovableClock) {
    this.cloud = cloud;
    this.#clock = clock;
  }

  /** Starts a cloud that lets recall for as long as its clock may be wrong. */
  static async start(): Promise<FuzzCloud> {
    const clock = movableClock();
    // A clock that jumps must not be what forbids to recall.
    const limits = { recallWindowMs: 10 * LARGEST_OFFSET_MS };
    return new FuzzCloud(await startCloud({ ports: { clock }, limits }), clock);
  }

  /** The server's time, in ms since the epoch. */
  now(): number {
    return this.#clock.now();
  }

  /** The server's time jumps. */
  stepClock(random: Random): void {
    const step = random.pick(STEPS_MS);
    if (Math.abs(this.#offsetMs + step) > LARGEST_OFFSET_MS) return;
    this.#offsetMs += step;
    this.#clock.step(step);
  }

  /** People of that seed, new ones each time. */
  async registerAll(names: readonly string[], seed: number): Promise<readonly TestUser[]> {
    const users: TestUser[] = [];
    for (const name of names) {
      users.push(await this.cloud.register(`${name}_${seed}_${Math.floor(performance.now())}`));
    }
    return users;
  }
}
