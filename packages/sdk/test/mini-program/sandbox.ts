import { type Context, createContext, runInContext } from 'node:vm';
import { expect } from 'vitest';
import { bundles, makeBundle } from '../../scripts/bundle.ts';
import type * as Sdk from '../../src/mini-program/index.ts';

/** The SDK as it is built for mini-programs. */
export function buildSdk(): Promise<string> {
  return makeBundle(bundles.find(({ name }) => name === 'mini-program')!);
}

/** A place with nothing but the language, timers and what is given, as in a mini-program; its engine is an old one. */
export function newSandbox(globals: object = {}): Context {
  const context = createContext({ setTimeout, clearTimeout, ...globals });
  for (const name of ['fetch', 'WebSocket', 'TextDecoder', 'TextEncoder', 'AbortController', 'Blob', 'URL', 'crypto']) {
    expect(runInContext(`typeof ${name}`, context)).toBe('undefined');
  }
  runInContext(younger, context);
  return context;
}

/** Loads the built SDK, as `require` does there. */
export function requireSdk(code: string, context: Context = newSandbox()): typeof Sdk {
  const module = { exports: {} };
  runInContext(`(function (module, exports) {${code}\n})`, context)(module, module.exports);
  // The bundle is the module, built.
  return module.exports as typeof Sdk;
}

/** What old engines lack of the language's library. */
const younger = `
for (const name of ['at', 'findLast', 'flatMap', 'with', 'toReversed', 'toSorted', 'includes'])
  delete Array.prototype[name];
for (const name of ['padStart', 'replaceAll']) delete String.prototype[name];
for (const name of ['entries', 'values', 'fromEntries']) delete Object[name];
delete Promise.prototype.finally;
delete globalThis.globalThis;
`;
