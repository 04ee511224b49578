#!/usr/bin/env node
// What runs before sources are kept is JavaScript: Node's remover of types takes 18 MB and 70 ms, and is not loaded when
// everything that has types was kept.
import { keepCompiled } from './keep-compiled.mjs';
import { nodeProblem } from './node-problem.mjs';

// Before anything is loaded: on an older Node the storage addon would crash instead of failing.
const problem = nodeProblem(process.version);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
keepCompiled();
const { createProgram } = await import('./program.ts');
await createProgram().parseAsync();
