/**
 * Defines `flooIM` on the global object, as the script of the floo web SDK does: it is `flooim` of
 * `@warbler/sdk/compat`. Nothing is exported.
 * @module
 */
import { flooim } from './index.ts';

// What a page that loads a script tag calls.
Object.assign(globalThis, { flooIM: flooim });
