import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

test.each([
  'SIGTERM',
  'SIGKILL',
] as const)('npm start prints one line, and the server ends with npm on %s', async (signal) => {
  const folder = await mkdtemp(join(tmpdir(), 'warbler-npm-'));
  const npm = spawn('npm', ['start', '--', '--json', '--port', '0', '--data-dir', folder], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // The stream ends when the last process that holds it has ended: the server itself.
  const serverEnded = once(npm.stdout, 'end');
  let stdout = '';
  await new Promise<void>((resolve) => {
    npm.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('\n')) resolve();
    });
  });
  const { url } = JSON.parse(stdout);
  expect((await fetch(`${url}/api/health`)).status).toBe(200);

  const askedMs = performance.now();
  npm.kill(signal);
  await serverEnded;
  expect(performance.now() - askedMs).toBeLessThan(5000);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  await expect(fetch(`${url}/api/health`)).rejects.toThrow();
  await rm(folder, { recursive: true, force: true });
});
