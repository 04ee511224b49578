import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

/** Grows the heap as a start does, gives it back, and tells what it took before and after. */
const PROGRAM = `
  import { giveBackMemorySoon } from ${JSON.stringify(new URL('../../src/give-back-memory.ts', import.meta.url).href)};
  let left = Array.from({ length: 400_000 }, (_, index) => ({ index }));
  const before = process.memoryUsage().heapTotal;
  left = undefined;
  giveBackMemorySoon();
  const waiting = setInterval(() => {
    const after = process.memoryUsage().heapTotal;
    if (after >= before / 2) return;
    clearInterval(waiting);
    console.log(JSON.stringify({ before, after }));
  }, 100);
`;

test('what a start leaves behind is given back a moment later', async () => {
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 30_000,
  });
  const [told, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(code).toBe(0);
  const { before, after } = JSON.parse(told) as { readonly before: number; readonly after: number };
  expect(after).toBeLessThan(before / 2);
});
