import { connections } from './connections.ts';
import { footprint } from './footprint.ts';
import { groups } from './groups.ts';
import { nodes } from './nodes.ts';
import { oneToOne } from './one-to-one.ts';
import { reading } from './reading.ts';
import type { Scenario } from './scenario.ts';
import { steady } from './steady.ts';

/** All of them, in the order of the table. */
export const scenarios: readonly Scenario[] = [oneToOne, groups, connections, reading, footprint, nodes, steady];
