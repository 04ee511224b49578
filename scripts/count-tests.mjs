// Prints `N passed, N failed` from vitest's JSON report; fails when a test failed, a file did not load or none ran.
import { readFileSync } from 'node:fs';

const [path = ''] = process.argv.slice(2);
const report = readReport(path);
const passed = report.numPassedTests ?? 0;
// A file that cannot be loaded holds no test that could fail, so it counts as one.
const unloaded = (report.testResults ?? []).filter(
  (/** @type {{ status: string, assertionResults: readonly unknown[] }} */ file) =>
    file.status === 'failed' && file.assertionResults.length === 0,
).length;
const failed = (report.numFailedTests ?? 0) + unloaded;
if (failed > 0 || passed === 0) process.exitCode = 1;
process.stdout.write(`${passed} passed, ${failed} failed\n`);

/** An empty report stands for a run that ended before it could write one. */
function readReport(/** @type {string} */ file) {
  const text = readFileSync(file, 'utf8');
  return text === '' ? {} : JSON.parse(text);
}
