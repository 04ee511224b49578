#!/usr/bin/env node
import { keepCompiled } from './keep-compiled.ts';
import { nodeProblem } from './node-problem.ts';

// Before anything is loaded: on an older Node the storage addon would crash instead of failing.
const problem = nodeProblem(process.version);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
keepCompiled();
const { createProgram } = await import('./program.ts');
await createProgram().parseAsync();
