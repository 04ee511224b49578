import { flooim } from './index.ts';

// What a page that loads a script tag calls.
Object.assign(globalThis, { flooIM: flooim });
