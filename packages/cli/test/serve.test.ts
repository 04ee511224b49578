import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const main = join(import.meta.dirname, '../src/main.mjs');

interface Run {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Everything written so far. */
  readonly written: { stdout: string; stderr: string };
  /** Resolves when the process has ended. */
  readonly ended: Promise<number | null>;
}

let folder: string;
let runs: Run[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'warbler-cli-'));
  runs = [];
});

afterEach(async () => {
  for (const { child, ended } of runs) {
    child.kill('SIGKILL');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

function warbler(parameters: readonly string[], environment: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [main, ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const run = { child, written, ended };
  runs.push(run);
  return run;
}

function serve(...parameters: readonly string[]): Run {
  return warbler(['serve', '--port', '0', '--data-dir', join(folder, 'data'), ...parameters]);
}

/** Waits for a text on standard output; fails with what was said instead when the process ends. */
async function said(run: Run, pattern: RegExp): Promise<string> {
  const found = () => pattern.exec(run.written.stdout)?.[0];
  while (found() === undefined) {
    const isOver = await Promise.race([once(run.child.stdout, 'data').then(() => false), run.ended.then(() => true)]);
    if (isOver && found() === undefined) throw new Error(`ended without ${pattern}: ${run.written.stderr}`);
  }
  return found() ?? '';
}

async function ready(run: Run): Promise<{ url: string; users: { username: string; password: string }[] }> {
  return JSON.parse(await said(run, /^\{.*\}\n/));
}

describe('warbler serve', () => {
  test('with --json says one line on standard output when it answers', async () => {
    const run = serve('--json', '--demo');
    const line = await ready(run);
    expect(line).toMatchObject({ ready: true, appId: 'demo' });
    expect(line.users.map(({ username }) => username)).toEqual(['alice', 'bob', 'carol']);
    expect((await fetch(`${line.url}/api/health`)).status).toBe(200);
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    expect(run.written.stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  test('without --json greets with the address and how to sign in, and logs nothing', async () => {
    const run = serve();
    await said(run, /Ctrl-C stops it/);
    expect(run.written.stdout).toMatch(/http:\/\/127\.0\.0\.1:\d+\//);
    expect(run.written.stdout).toMatch(/alice\s+\S+/);
    expect(run.written.stderr).toBe('');
  });

  test('shows the same users and passwords at the next start', async () => {
    const first = serve('--json');
    const { users } = await ready(first);
    first.child.kill('SIGTERM');
    await first.ended;
    expect((await ready(serve('--json'))).users).toEqual(users);
  });

  test('without --demo users are none', async () => {
    expect((await ready(serve('--json', '--no-demo'))).users).toEqual([]);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s stops it within 5 s with exit code 0', async (signal) => {
    const run = serve('--json');
    await ready(run);
    const askedMs = performance.now();
    run.child.kill(signal);
    expect(await run.ended).toBe(0);
    expect(performance.now() - askedMs).toBeLessThan(5000);
  });

  test('one Ctrl-C that arrives twice still drains', async () => {
    const run = serve('--json');
    await ready(run);
    run.child.kill('SIGINT');
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
  });

  test('a port in use is one clear line and exit code 1', async () => {
    const holder = createTcpServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const run = serve('--port', port);
    expect(await run.ended).toBe(1);
    expect(run.written.stderr).toMatch(
      new RegExp(`^warbler cannot start: port ${port} on 127\\.0\\.0\\.1 is in use.*\n$`),
    );
    expect(run.written.stdout).toBe('');
    holder.close();
  });

  test('a data folder that another server holds is one clear line and exit code 1', async () => {
    const holder = serve('--json');
    const { url } = await ready(holder);
    const run = serve();
    expect(await run.ended).toBe(1);
    expect(run.written.stderr).toMatch(/^warbler cannot start: .*in use by another.*\n$/);
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
  });

  test('a data folder that is a file is one clear line and exit code 1', async () => {
    await writeFile(join(folder, 'file'), '');
    const run = warbler(['serve', '--port', '0', '--data-dir', join(folder, 'file')]);
    expect(await run.ended).toBe(1);
    expect(run.written.stderr).toMatch(/^warbler cannot start: .*file.*\n$/);
  });

  test('a data folder that may not be written is one clear line and exit code 1', async () => {
    // Not even root may make a folder there.
    const run = warbler(['serve', '--port', '0', '--data-dir', '/sys/warbler']);
    expect(await run.ended).toBe(1);
    expect(run.written.stderr).toMatch(
      /^warbler cannot start: the data folder \/sys\/warbler (may not be written|is read-only).*\n$/,
    );
  });

  test('a wrong value names the setting, the value and the rule', async () => {
    const byFlag = warbler(['serve', '--port', 'abc']);
    expect(await byFlag.ended).toBe(1);
    expect(byFlag.written.stderr).toContain(
      'port (--port, WARBLER_PORT) is "abc", but must be a whole number from 0 to 65535',
    );
    const byVariable = warbler(['serve'], { WARBLER_LOG_LEVEL: 'loud' });
    expect(await byVariable.ended).toBe(1);
    expect(byVariable.written.stderr).toContain(
      'logLevel (--log-level, WARBLER_LOG_LEVEL) is "loud", but must be one of',
    );
  });

  test('an unknown flag is refused', async () => {
    const run = warbler(['serve', '--prot', '1']);
    expect(await run.ended).toBe(1);
    expect(run.written.stderr).toContain("unknown option '--prot'");
  });
});

describe('warbler', () => {
  test('--help of serve lists every setting with its variable, default and rule', async () => {
    const run = warbler(['serve', '--help']);
    expect(await run.ended).toBe(0);
    const help = run.written.stdout.replace(/\s+/g, ' ');
    expect(help).toContain('--data-dir <text>');
    expect(help).toContain('(default 4100, a whole number from 0 to 65535; WARBLER_PORT)');
    expect(help).toContain('WARBLER_SEND_BURST');
    expect(help).toContain('--no-demo');
  });

  test('--version tells the version of the package', async () => {
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8'));
    const run = warbler(['--version']);
    expect(await run.ended).toBe(0);
    expect(run.written.stdout).toBe(`${version}\n`);
  });
});
