// Writes docs/operations/configuration.md and limits.md from the tables of settings; with `--check` only says whether they
// are up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ErrorCode, StatusCode } from '../packages/protocol/src/index.ts';
import { limitSettings } from '../packages/server/src/config/limits.ts';
import { type PastLimit, pastLimits } from '../packages/server/src/config/past-limits.ts';
import { environmentNameOf, flagOf, ruleOf, type Setting } from '../packages/server/src/config/setting.ts';
import { startSettings } from '../packages/server/src/config/settings.ts';

const folder = join(import.meta.dirname, '../docs/operations');

const pages = {
  'configuration.md': `# Configuration

<!-- Written by scripts/configuration-page.ts from packages/server/src/config. Change the table there, then run
     \`npm run docs\`. -->

Every setting is a flag of \`npm start --\` (or \`warbler serve\`) and an environment variable. The flag wins over the
variable, the variable over the default; an empty variable counts as not set. A wrong value stops the start and names
itself and its rule. In code, \`createServer({ port: 4100, limits: { pullPage: 50 } })\` takes the names in the first column.

## Start

${tableOf(startSettings)}

\`--json\` is a flag of the command alone: it prints one line of JSON on standard output when the server is ready,
instead of the banner.

What bounds the server is on a page of its own: [limits](limits.md). Those are set in the same way.
`,
  'limits.md': `# Limits

<!-- Written by scripts/configuration-page.ts from packages/server/src/config. Change the table there, then run
     \`npm run docs\`. -->

Everything has a bound. What reaches one gets a clear error or is closed, the metrics count it, and the others are not
affected. A refusal is named with its \`code\` in REST and its status on a socket; uploads and downloads say it by their HTTP
status too. Each is set as any other setting ([configuration](configuration.md)); some may be moved for one app alone, in the
console (\`PUT /admin/apps/{app}\`).

${tableOf(limitSettings, pastLimits)}
`,
} as const;

for (const [name, page] of Object.entries(pages)) {
  const path = join(folder, name);
  if (!process.argv.includes('--check')) writeFileSync(path, page);
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== page) {
    process.stdout.write(`docs/operations/${name} differs from the table of settings. Run: npm run docs\n`);
    process.exitCode = 1;
  }
}

function tableOf(table: Readonly<Record<string, Setting>>, past?: Readonly<Record<string, PastLimit>>): string {
  const rows = Object.entries(table).map(([key, setting]) => {
    const cells = [
      `\`${key}\``,
      `\`${flagOf(key)}\`<br>\`${environmentNameOf(key)}\``,
      defaultOf(setting),
      ruleOf(setting),
      setting.description,
    ];
    return rowOf(past === undefined ? cells : [...cells, pastOf(past[key])]);
  });
  const heads = ['name', 'flag, variable', 'default', 'must be', 'what it does'];
  const titles = past === undefined ? heads : [...heads, 'past it'];
  return [rowOf(titles), rowOf(titles.map(() => '---')), ...rows].join('\n');
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function pastOf(past: PastLimit | undefined): string {
  if (past === undefined) throw new Error('a limit has no row in past-limits.ts');
  if ('does' in past) return past.does;
  const { rest, status } = ErrorCode[past.refused];
  const statusName = Object.entries(StatusCode).find(([, value]) => value === status)?.[0] ?? status;
  return `refused: \`${past.refused}\`, code ${rest}, status ${statusName}`;
}

function defaultOf(setting: Setting): string {
  if (setting.default === undefined) return '';
  if (setting.kind !== 'integer' || setting.unit === 'port') return `\`${setting.default}\``;
  return `\`${setting.default}\`${setting.unit === 'count' ? '' : ` ${setting.unit}`}`;
}
