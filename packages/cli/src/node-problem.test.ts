import { expect, test } from 'vitest';
import { nodeProblem } from './node-problem.mjs';

test('an old Node is refused with its version and what to do', () => {
  expect(nodeProblem('v20.20.2')).toMatch(/needs Node 24 or newer; this is v20\.20\.2\.\n.*npm start/);
  expect(nodeProblem('v22.13.0')).toBeDefined();
});

test('Node 24 and newer are taken', () => {
  expect(nodeProblem('v24.0.0')).toBeUndefined();
  expect(nodeProblem('v26.1.0')).toBeUndefined();
});
