import { connections } from './connections.ts';
import { footprint } from './footprint.ts';
import { groups } from './groups.ts';
import { oneToOne } from './one-to-one.ts';
import { reading } from './reading.ts';
import type { Scenario } from './scenario.ts';

/** All of them, in the order of the table. */
export const scenarios: readonly Scenario[] = [oneToOne, groups, connections, reading, footprint];
