/** What the code uses of the library beyond ES2015, for hosts that lack it. What the host has is left alone. */
const fillIns: readonly (readonly [object, Readonly<Record<string, unknown>>])[] = [
  [
    Array.prototype,
    {
      at(this: unknown[], index: number) {
        return this[index < 0 ? this.length + index : index];
      },
      includes(this: unknown[], wanted: unknown) {
        return this.some((each) => each === wanted || (Number.isNaN(each) && Number.isNaN(wanted)));
      },
      findLast(this: unknown[], isWanted: (each: unknown, at: number, all: unknown[]) => boolean) {
        for (let at = this.length - 1; at >= 0; at -= 1) if (isWanted(this[at], at, this)) return this[at];
        return undefined;
      },
      flatMap(this: unknown[], map: (each: unknown, at: number, all: unknown[]) => unknown) {
        return ([] as unknown[]).concat(...this.map(map));
      },
      with(this: unknown[], index: number, value: unknown) {
        const copy = this.slice();
        copy[index < 0 ? copy.length + index : index] = value;
        return copy;
      },
      toReversed(this: unknown[]) {
        return this.slice().reverse();
      },
      toSorted(this: unknown[], compare?: (one: unknown, other: unknown) => number) {
        return this.slice().sort(compare);
      },
    },
  ],
  [
    String.prototype,
    {
      padStart(this: string, length: number, filler = ' ') {
        return filler.repeat(Math.max(0, Math.ceil((length - this.length) / filler.length))) + this;
      },
    },
  ],
  [
    Object,
    {
      entries: (value: Record<string, unknown>) => Object.keys(value).map((key) => [key, value[key]]),
      values: (value: Record<string, unknown>) => Object.keys(value).map((key) => value[key]),
      fromEntries(entries: Iterable<readonly [string, unknown]>) {
        const made: Record<string, unknown> = {};
        for (const [key, value] of entries) made[key] = value;
        return made;
      },
    },
  ],
  [
    Promise.prototype,
    {
      finally(this: Promise<unknown>, run: () => unknown) {
        return this.then(
          (value) => Promise.resolve(run()).then(() => value),
          (error) =>
            Promise.resolve(run()).then(() => {
              throw error;
            }),
        );
      },
    },
  ],
  // The client copies plain JSON only.
  [globalObject(), { structuredClone: (value: unknown) => value && JSON.parse(JSON.stringify(value)) }],
];

for (const [target, methods] of fillIns) {
  for (const name of Object.keys(methods)) {
    if (!(name in target)) {
      Object.defineProperty(target, name, { value: methods[name], writable: true, configurable: true });
    }
  }
}

/** Without `globalThis`, which is of 2020. */
function globalObject(): object {
  if (typeof self !== 'undefined') return self;
  return typeof global === 'undefined' ? {} : global;
}
