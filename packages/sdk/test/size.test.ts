import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('the SDK stays under 46 KB in a page, minified and gzipped', async () => {
  const script = fileURLToPath(new URL('../scripts/size.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  expect(stdout).toContain('gzipped');
});
