import type { Clock } from '../platform/clock.ts';

/** How long work may keep the thread, in ms: half of a picture at 60 a second, so that typing stays smooth. */
const sliceMs = 8;

/** Cuts long work into slices, between which everything else has its turn. */
export class Slices {
  readonly #clock: Pick<Clock, 'elapsed'>;
  #startedMs: number;

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
    this.#startedMs = clock.elapsed();
  }

  /** Whether this slice has lasted long enough: then `next` is due. */
  get isOver(): boolean {
    return this.#clock.elapsed() - this.#startedMs >= sliceMs;
  }

  /** Lets everything else run; resolves in a new slice. */
  async next(): Promise<void> {
    await nextTurn();
    this.#startedMs = this.#clock.elapsed();
  }
}

/** Not by a timer where there is another way: pages in the background get one a second. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    // Mini-programs have none.
    if (typeof MessageChannel === 'undefined') return void setTimeout(resolve);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
