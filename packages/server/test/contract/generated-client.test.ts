import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineOf, operations, resolve } from './contract.ts';
import { type ContractWorld, type Loose, startContractWorld } from './contract-world.ts';
import { generateClient, type OpenApi } from './generate-client.ts';

let world: ContractWorld;
let folder: string;
let page: OpenApi;
beforeAll(async () => {
  world = await startContractWorld();
  folder = await mkdtemp(join(tmpdir(), 'warbler-client-'));
  page = (await world.call('GET /docs/json')).json;
});
afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true });
});

/** Compiles files that import each other, to JavaScript beside them; the errors, if there are any. */
async function compile(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const paths = Object.keys(files).map((name) => join(folder, name));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const program = ts.createProgram(paths, {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
  });
  const { diagnostics } = program.emit();
  return [...ts.getPreEmitDiagnostics(program), ...diagnostics].map(({ messageText, file, start }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName ?? ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

/** What somebody writes with the client. Each line marked as an error must be one. */
const PROGRAM = `import { Client } from './client';

export async function talk(url: string, app_id: string, name: string): Promise<string> {
  const stranger = new Client(url, { app_id });
  const password = 'correct horse';
  const registered = await stranger.postUserRegisterV2({ body: { username: name, password } });
  const { data } = await stranger.postTokenUser({ body: { name, password } });
  const user = new Client(url, { app_id, 'access-token': data!.token });
  const group = await user.postGroupCreate({ body: { name: 'choir', user_list: [String(registered.data!.user_id)] } });
  const group_id: number = group.data!.group_id;
  const sent = await user.postMessageSend({ body: { type: 2, targets: [group_id], content_type: 0, content: 'hello' } });
  const mids: number[] = sent.msg_ids!;
  const history = await user.getMessageConversation({ query: { opposite_id: group_id, msg_id_start: 0, limit: 1 } });
  const { data: members } = await user.getGroupMemberList({ query: { group_id } });
  const upload = await user.getFileUploadAvatarUser();
  const form = new FormData();
  form.append('file', new Blob(['GIF89a'], { type: 'image/gif' }), 'dot.gif');
  const ticket = upload.data!.upload_url.split('/').pop()!;
  const { data: isThere } = await user.postFileUploadTicket({ path: { ticket }, body: form });
  // @ts-expect-error a group has no colour
  void group.data!.colour;
  // @ts-expect-error the group is missing
  void (() => user.getGroupMemberList({ query: {} }));
  // @ts-expect-error a group is no object
  void (() => user.getGroupMemberList({ query: { group_id: {} } }));
  return [history.data!.messages[0]!.content, history.data!.messages[0]!.msg_id === mids[0], members!.length, isThere].join(' ');
}
`;

test('a client made of the OpenAPI page compiles, knows the types, and works', async () => {
  expect(await compile({ 'client.ts': generateClient(page), 'program.ts': PROGRAM })).toEqual([]);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const program = await ts.sys.readFile(join(folder, 'program.js'))!.replace("'./client'", "'./client.js'");
  await writeFile(join(folder, 'program.js'), program);
  const { talk } = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'program.js')).href);
  expect(await talk(world.cloud.url, world.cloud.appId, world.freeName())).toBe('hello true 1 true');
});

test('a call that the page does not describe makes no client', () => {
  const described = { responses: { 200: { content: { 'application/json': { schema: {} } } } } };
  const make = (operation: object) => () => generateClient({ paths: { '/x': { post: operation } } });
  expect(make(described)).not.toThrow();
  expect(make({ responses: { 200: {} } })).toThrow('what is answered of POST /x');
  expect(make({})).toThrow('what is answered of POST /x');
  expect(make({ ...described, requestBody: {} })).toThrow('what its body is of POST /x');
  expect(make({ ...described, parameters: [{ in: 'query', name: 'y' }] })).toThrow('what y is of POST /x');
});

/** The operation of the page that a line of the contract means. */
function described({ method, path }: { readonly method: string; readonly path: string }): Loose {
  return (page.paths[path] as Loose)?.[method.toLowerCase()];
}

// The addresses of files are given by the server; the page describes them under their own paths. `/` is a web page.
const addressed = operations.filter(({ path }) => path.startsWith('/') && path !== '/');

test.each(
  addressed.map((operation) => ({ line: lineOf(operation), operation })),
)('the page has $line with every parameter of the contract', ({ operation }) => {
  const found = described(operation);
  expect(found).toBeDefined();
  const declared: readonly Loose[] = found.parameters ?? [];
  const names = declared.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const body = found.requestBody?.content['application/json']?.schema;
  const bodyNames = Object.keys(body?.properties ?? body?.items?.properties ?? {});
  expect(names).toEqual(expect.arrayContaining([...(operation.query?.required ?? [])]));
  const schema = operation.body === undefined ? {} : resolve(operation.body);
  const required = (schema.type === 'array' ? resolve(schema.items ?? {}) : schema).required ?? [];
  expect(bodyNames).toEqual(expect.arrayContaining([...required]));
});
