import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { bundles } from '../scripts/bundle.ts';

test('the SDK stays under 46 KB in a page, minified and gzipped, and every other build under its own budget', async () => {
  const script = fileURLToPath(new URL('../scripts/size.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  for (const name of ['@warbler/sdk', ...bundles.map((bundle) => bundle.name)]) {
    expect(stdout).toMatch(new RegExp(`^${name}: .* allowed$`, 'm'));
  }
});
