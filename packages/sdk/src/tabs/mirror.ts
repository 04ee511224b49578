import { applyDelta } from './delta.ts';
import type { ShownWindow } from './open-windows.ts';
import { basePaths, routesByPath } from './routes-of.ts';
import { type Change, keyOf, type Reading } from './tab-words.ts';

interface Copy {
  readonly reading: Reading;
  readonly value: unknown;
  /** Whose value it is; undefined while nobody has answered. */
  readonly epoch: number | undefined;
}

/** What a tab has read, as the leader last told it. */
export class Mirror {
  readonly #copies = new Map<string, Copy>();
  readonly #unknown: (reading: Reading) => void;

  /** `unknown` is called for everything that is read for the first time. */
  constructor(unknown: (reading: Reading) => void) {
    this.#unknown = unknown;
    for (const path of basePaths) this.note({ path, args: [] });
  }

  read(reading: Reading): unknown {
    const copy = this.#copies.get(keyOf(reading));
    if (copy) return copy.value;
    this.note(reading);
    this.#unknown(reading);
    return noneOf(reading.path);
  }

  /** It was read from elsewhere: it is worth watching. */
  note(reading: Reading): void {
    const key = keyOf(reading);
    if (!this.#copies.has(key)) this.#copies.set(key, { reading, value: noneOf(reading.path), epoch: undefined });
  }

  /** Whether the leader of this epoch has told what it is. */
  isKnown(reading: Reading, epoch: number): boolean {
    return this.#copies.get(keyOf(reading))?.epoch === epoch;
  }

  /** Everything that was read. */
  get readings(): readonly Reading[] {
    return [...this.#copies.values()].map(({ reading }) => reading);
  }

  /** Takes what a leader told, and returns what of it is new. What belongs to another leader's value is left out. */
  apply(changes: readonly Change[], epoch: number): readonly Reading[] {
    return changes.flatMap(({ key, delta }) => {
      const copy = this.#copies.get(key);
      if (!copy || ('parts' in delta && copy.epoch !== epoch)) return [];
      const value = applyDelta(copy.value, delta);
      this.#copies.set(key, { ...copy, value, epoch });
      return [copy.reading];
    });
  }

  /** The windows of conversations that were read, and how much is in each. */
  get windows(): readonly ShownWindow[] {
    const readings = this.readings.filter(({ path }) => path === 'messages');
    return readings.map((reading) => ({ reading, count: (this.read(reading) as readonly unknown[]).length }));
  }

  /** Takes values from a client of this tab, which others may change from now on. */
  copy(read: (reading: Reading) => unknown): void {
    for (const [key, { reading }] of this.#copies) {
      this.#copies.set(key, { reading, value: read(reading), epoch: undefined });
    }
  }
}

function noneOf(path: string): unknown {
  const route = routesByPath.get(path);
  return typeof route === 'object' ? route.none : undefined;
}
