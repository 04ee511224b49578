import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Cloud, startCloud } from '@warbler/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
let cloud: Cloud;
let folder = '';

beforeAll(async () => {
  cloud = await startCloud();
  folder = await mkdtemp(join(tmpdir(), 'warbler-package-'));
  await run(process.execPath, [join(root, 'packages/sdk/scripts/build.ts')]);
  const pack = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: join(root, 'packages/sdk/dist'),
  });
  const [{ filename }] = JSON.parse(pack.stdout) as [{ readonly filename: string }];
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`], { cwd: folder });
}, 180_000);
afterAll(async () => {
  await cloud?.stop();
  await rm(folder, { recursive: true, force: true });
});

const program = `
import { createClient, ImError } from '@warbler/sdk';
import { openSqliteStorage } from '@warbler/sdk/sqlite-storage';
import { createMessageSearch } from '@warbler/sdk/search';

const [dns = '', name = '', password = ''] = process.argv.slice(2);
const client = createClient({ appId: 'demo', dns, storage: openSqliteStorage({ path: 'account.db' }) });
const refused = await client.login({ name, password: 'wrong' }).catch((error) => error);
await client.login({ name, password });
const bob = await client.findUser('bob');
const sent = await client.whenSettled(client.send(bob.userId, { type: 'text', text: 'packed wren' }).localId);
const search = createMessageSearch(client);
await search.ready();
const { messages } = await search.find({ text: 'wren' });
search.close();
await client.close();
console.log(JSON.stringify([refused instanceof ImError, refused.code, sent.status, messages.length]));
`;

test('the packed SDK works in an empty folder, in plain Node', async () => {
  await writeFile(join(folder, 'program.js'), program);
  const [alice] = cloud.users;
  const parameters = ['program.js', `${cloud.url}/v2/app_dns`, alice!.username, alice!.password];
  const { stdout } = await run(process.execPath, ['--no-strip-types', ...parameters], { cwd: folder });
  expect(JSON.parse(stdout)).toEqual([true, 'wrongPassword', 'sent', 1]);
});

test('the links of its README lead to what is packed, or to the web', async () => {
  const packed = join(folder, 'node_modules/@warbler/sdk');
  const readme = await readFile(join(packed, 'README.md'), 'utf8');
  const links = [...`${readme}[](LICENSE)`.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link = '']) => link);
  const broken = links.filter(
    (link) => !/^https?:/.test(link) && (/^\.\./.test(link) || !existsSync(join(packed, link))),
  );
  expect(broken).toEqual([]);
});

test('the packed SDK brings its types, which stand alone and refuse what is wrong', async () => {
  const types = `
import { type Client, createClient, type Message } from '@warbler/sdk';
import { createFiles } from '@warbler/sdk/files';
import { openFileStorage } from '@warbler/sdk/file-storage';
${Object.keys(manifest.exports)
  .map((entry) => `import '@warbler/sdk${entry.slice(1)}';`)
  .join('\n')}
const client: Client = createClient({ appId: 'demo', dns: '', storage: openFileStorage({ dir: '.' }) });
export const read = ({ conversationId }: Message): readonly Message[] => client.messages(conversationId);
createFiles(client).transfers();
// @ts-expect-error: an app id is a text
createClient({ appId: 1, dns: '' });
`;
  await writeFile(join(folder, 'program.ts'), types);
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2022,dom'];
  const checked = await run(process.execPath, [tsc, ...options, 'program.ts'], { cwd: folder }).catch((error) => error);
  expect(checked.stdout).toBe('');
}, 120_000);
