// `npm run check`: everything that must hold beside the full tests. Names of checks as arguments run only those.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, say } from './repository.mjs';
import { main, pinnedEnvironment } from './run.mjs';
import { setUp } from './set-up.mjs';

const own = (/** @type {string} */ name) => ['node', join(root, 'scripts/checks', name)];

/** @type {Readonly<Record<string, readonly string[]>>} */
const checks = {
  'format-and-lint': ['biome', 'ci', '--colors=off', '--error-on-warnings', '--max-diagnostics=60'],
  types: own('types.mjs'),
  tests: ['vitest', 'run', '--project', 'unit'],
  docstrings: own('docstrings.mjs'),
  arrows: ['depcruise', '--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', 'packages', 'apps'],
  'unused-code': ['knip', '--no-progress', '--no-config-hints'],
  'file-size': own('file-size.mjs'),
  names: own('names.mjs'),
  'doc-links': own('doc-links.mjs'),
  'configuration-page': ['node', join(root, 'scripts/configuration-page.ts'), '--check'],
  'guide-code': own('guide-code.mjs'),
  reference: ['node', join(root, 'scripts/reference.ts'), '--check'],
  lockfile: own('lockfile.mjs'),
  'sdk-size': ['node', join(root, 'packages/sdk/scripts/size.ts')],
  // The last, so that little else runs beside it.
  'sdk-speed': ['node', join(root, 'packages/sdk/scripts/speed.ts')],
};

const atOnce = 2;

main(() => {
  setUp({ withWebPage: false });
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !(name in checks));
  if (unknown !== undefined) {
    say(`there is no check "${unknown}". There are: ${Object.keys(checks).join(', ')}.`);
    process.exit(1);
  }
  const waiting = asked.length > 0 ? asked : Object.keys(checks);
  const failed = /** @type {string[]} */ ([]);
  const next = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      if (!(await run(name))) failed.push(name);
    }
  };
  void Promise.all(Array.from({ length: atOnce }, next)).then(() => {
    process.stdout.write(failed.length === 0 ? '\nEverything holds.\n' : `\nNot in order: ${failed.join(', ')}.\n`);
    process.exitCode = failed.length === 0 ? 0 : 1;
  });
});

/** Runs one check and prints what it says when it fails. Resolves to whether it holds. */
async function run(/** @type {string} */ name) {
  const [command = '', ...parameters] = checks[name] ?? [];
  const startedMs = Date.now();
  const child = spawn(command, parameters, {
    cwd: root,
    env: { ...pinnedEnvironment(), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(code === 0 ? `ok    ${name} (${seconds} s)\n` : `\nFAILS ${name} (${seconds} s)\n${output}\n`);
  return code === 0;
}
