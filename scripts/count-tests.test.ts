import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'warbler-count-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function count(report: string) {
  const path = join(folder, 'report.json');
  writeFileSync(path, report);
  const { stdout, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'count-tests.mjs'), path], {
    encoding: 'utf8',
  });
  return { stdout, status };
}

const file = (status: string, testCount: number) => ({ status, assertionResults: Array(testCount).fill({}) });

test('counts passed and failed tests alone on a line', () => {
  const report = { numPassedTests: 7, numFailedTests: 0, testResults: [file('passed', 7)] };
  expect(count(JSON.stringify(report))).toEqual({ stdout: '7 passed, 0 failed\n', status: 0 });
});

test('fails when a test failed', () => {
  const report = { numPassedTests: 6, numFailedTests: 1, testResults: [file('failed', 7)] };
  expect(count(JSON.stringify(report))).toEqual({ stdout: '6 passed, 1 failed\n', status: 1 });
});

test('counts a file that does not load as a failure', () => {
  const report = { numPassedTests: 6, numFailedTests: 0, testResults: [file('passed', 6), file('failed', 0)] };
  expect(count(JSON.stringify(report))).toEqual({ stdout: '6 passed, 1 failed\n', status: 1 });
});

test('fails when no test ran or no report was written', () => {
  expect(count('')).toEqual({ stdout: '0 passed, 0 failed\n', status: 1 });
});
