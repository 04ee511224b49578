import type { Call, ContractWorld, Person } from './contract-world.ts';

/** A call that works, with everything it needs prepared. */
export interface Sample {
  /** Who makes it, or as whom an admin token acts; absent where no user is needed. */
  readonly caller?: Person;
  /** The group for which an admin token may make it as well; `any` where the call is about none. */
  readonly group?: number | 'any';
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Call['headers'];
  /** The address, for operations whose path is a URL that the server gave. */
  readonly url?: string;
  /** A device was or is connected: the server writes a few things down a moment later. */
  readonly isLive?: true;
  /** The code of the honest answer where it isn't 200, and why. */
  readonly instead?: { readonly code: number; readonly because: string };
}

/** Prepares a call. It may be asked for several times in one world. */
export type Prepare = (world: ContractWorld) => Sample | Promise<Sample>;

/** Samples by `METHOD /path`; several methods before one path share theirs. */
export type Samples = Readonly<Record<string, Prepare>>;

/** Samples by the line of one operation. */
export function byLine(all: readonly Samples[]): ReadonlyMap<string, Prepare> {
  const lines = new Map<string, Prepare>();
  for (const [methodsAndPath, prepare] of all.flatMap((samples) => Object.entries(samples))) {
    const parts = methodsAndPath.split(' ');
    const path = parts.pop();
    for (const method of parts) {
      const line = `${method} ${path}`;
      if (lines.has(line)) throw new Error(`${line} has two samples`);
      lines.set(line, prepare);
    }
  }
  return lines;
}
