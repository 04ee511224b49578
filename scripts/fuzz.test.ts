import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

function fuzz(...parameters: readonly string[]) {
  const script = join(import.meta.dirname, 'fuzz.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...parameters], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('says how it is used', () => {
  expect(fuzz('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--minutes'), stderr: '' });
});

test.each([
  [['--minutes', '0'], '--minutes is a whole number from 1 to 1440, not "0"'],
  [['--minutes', '1.5'], '--minutes is a whole number from 1 to 1440, not "1.5"'],
  [['--minutes', ''], '--minutes is a whole number from 1 to 1440, not ""'],
  [['--minutes', '9999999'], '--minutes is a whole number'],
  [['--seed=-1'], '--seed is a whole number from 0 to 999999, not "-1"'],
  [['--seed', 'seven'], '--seed is a whole number'],
  [['--of', 'everything'], '--of is one of both, server, sdk, not everything'],
  [['--of', 'constructor'], '--of is one of both, server, sdk, not constructor'],
  [['--minuets', '3'], "Unknown option '--minuets'"],
  [['7'], "Unexpected argument '7'"],
  [['--seed'], "Option '--seed <value>' argument missing"],
])('refuses %j and says what would do', (parameters, problem) => {
  const { status, stdout, stderr } = fuzz(...parameters);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(problem);
  expect(stderr).toContain('npm run fuzz -- [--minutes <n>]');
});
