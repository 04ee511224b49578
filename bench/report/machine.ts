import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os';
import Database from 'better-sqlite3';

/** A fact about the machine or what runs on it. */
export type Fact = readonly [name: string, value: string];

/** What the figures were taken on. */
export function describeMachine(): readonly Fact[] {
  const [cpu] = cpus();
  return [
    ['processor', `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'} (${arch()})`],
    ['memory', `${(totalmem() / 2 ** 30).toFixed(0)} GiB`],
    ['system', `${type()} ${release()}, ${distribution()}`],
    ['file system of the data', run('df', ['--output=fstype', tmpdir()]).split('\n')[1] ?? 'unknown'],
    [
      'load of the machine at the end (1, 5, 15 minutes)',
      loadavg()
        .map((load) => load.toFixed(1))
        .join(', '),
    ],
    ['Node', process.version],
    ['SQLite', sqliteVersion()],
    ['Warbler', run('git', ['describe', '--always', '--dirty'])],
  ];
}

function distribution(): string {
  return /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown';
}

function run(command: string, parameters: readonly string[]): string {
  return execFileSync(command, parameters, { encoding: 'utf8', cwd: import.meta.dirname }).trim();
}

function sqliteVersion(): string {
  const database = new Database(':memory:');
  const version = database.prepare('select sqlite_version()').pluck().get();
  database.close();
  return String(version);
}
