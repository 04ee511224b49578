import {
  type ClientMessageId,
  type ConversationId,
  type DeviceSn,
  encodeMessageBody,
  MetaNamespace,
  type UserId,
} from '@warbler/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../src/apps/index.ts';
import { keyOf, MetaKind } from '../../src/messages/index.ts';
import { type Answer, createTestHttp, type Loose, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';

/** Stands in everything of the one app that somebody may read there. */
const SECRET = 'SECRET';

interface Documented {
  readonly line: string;
  readonly security: readonly string[];
  readonly query: readonly { readonly name: string; readonly schema: Loose }[];
  readonly body: Loose;
}

let server: TestHttp;
let calls: readonly Documented[];
let other: App;
let olga: UserId;
let group_id: number;
let announcement_id: number;
let file_id: number;
let msg_id: number;
let qr_info: string;
let tokens: Readonly<Record<'alice' | 'admin' | 'console' | 'otherAdmin', string>>;

beforeAll(async () => {
  server = await createTestHttp();
  other = await makeOtherApp(server);
  olga = (await server.accounts.register(other, { username: 'olga', password: PASSWORD })).userId;
  tokens = {
    alice: await server.tokenOf('alice'),
    admin: server.accounts.issueAdminToken(server.app),
    console: await server.consoleToken(),
    otherAdmin: server.accounts.issueAdminToken(other),
  };
  await plantSecrets();
  calls = await documentedCalls();
});
afterAll(() => server.stop());

async function plantSecrets(): Promise<void> {
  const { alice, bob } = server.ids;
  const act = async (line: string, call: Loose) => {
    const answer = await server.call(line, { token: tokens.alice, ...call });
    if (answer.code !== 200) throw new Error(`${line}: ${answer.code} ${answer.message}`);
    return answer.data;
  };
  const profile = { nick_name: `${SECRET} nick`, description: `${SECRET} d`, public_info: `${SECRET} p` };
  await act('POST /user/profile', { body: profile });
  await act('POST /roster/ext', { body: { user_id: bob, alias: `${SECRET} alias`, ext: SECRET } });
  ({ group_id } = await act('POST /group/create', { body: { name: `${SECRET} group`, user_list: [bob], type: 1 } }));
  const titled = { group_id, title: `${SECRET} title`, content: `${SECRET} content` };
  await act('POST /group/announcement/edit', { body: titled });
  [{ id: announcement_id }] = await act('GET /group/announcement/list', { query: { group_id } });
  const file = { group_id, display_name: `${SECRET} file`, size: 1, type: 'x', url: `https://example.com/${SECRET}` };
  await server.useCases.groups.change('groups.shareFile', {
    appId: server.app.appId,
    group: group_id as never,
    actor: alice,
    name: file.display_name,
    sizeBytes: 1,
    type: 'x',
    url: file.url,
  } as never);
  [{ file_id }] = await act('GET /group/file/list', { query: { group_id } });
  ({ qr_info } = await act('GET /group/qrcode/sign', { query: { group_id } }));
  let clientMid = 1_000_000;
  for (const to of [bob, group_id] as ConversationId[]) {
    const { mid } = await server.log.append({
      pair: keyOf(server.app.appId, alice, to),
      kind: MetaKind.counted,
      from: alice,
      fromSn: 1 as DeviceSn,
      to: to as UserId,
      audience: 'everyone',
      clientMid: clientMid++ as ClientMessageId,
      namespace: MetaNamespace.MESSAGE,
      payload: encodeMessageBody({ content: `${SECRET} text` }),
      nowMs: Date.now(),
    });
    msg_id = mid;
  }
  await server.devices.provision({
    appId: server.app.appId,
    user: alice,
    deviceGuid: 'phone',
    platform: 6,
    deviceInfo: `${SECRET} device`,
    sdkVersion: '1',
    tokenId: 'x',
    tokenExpiresAtMs: 1,
    nowMs: Date.now(),
    quietMs: 0,
    backlog: 100,
    devicesMax: 100,
    online: [],
  });
  await server.accounts.createAdminToken(server.app, `${SECRET} token`);
  await server.useCases.pushSending.saveCertificate(server.app.appId, {
    name: `${SECRET} certificate`,
    provider: 7,
    environment: 1,
  });
}

async function documentedCalls(): Promise<readonly Documented[]> {
  const { paths } = JSON.parse((await server.call('GET /docs/json', { appId: null })).text);
  return Object.entries<Loose>(paths).flatMap(([url, methods]) =>
    Object.entries<Loose>(methods).map(([method, { parameters = [], requestBody, security = [] }]) => ({
      line: `${method.toUpperCase()} ${url}`,
      security: [...new Set<string>(security.flatMap(Object.keys))],
      query: parameters.filter((parameter: Loose) => parameter.in === 'query'),
      body: requestBody?.content['application/json']?.schema,
    })),
  );
}

/** Every row of the app. */
async function everythingOf(appId: string): Promise<Loose> {
  const select = async (sql: string, parameters: readonly string[] = []): Promise<readonly Loose[]> =>
    (await server.storage.call('sql.run', { sql, parameters })).rows;
  const tables = await select(`select name from sqlite_master where type = 'table' and name not like 'sqlite%'`);
  const found: Record<string, unknown> = {};
  for (const { name } of tables) {
    const columns = (await select(`select name from pragma_table_info(?)`, [name])).map((row) => row.name);
    const condition = columns.includes('app_id')
      ? 'app_id = ?'
      : columns.includes('conversation_id')
        ? 'conversation_id in (select id from conversations where app_id = ?)'
        : columns.includes('user_id')
          ? 'user_id in (select user_id from users where app_id = ?)'
          : undefined;
    if (condition === undefined) continue;
    const rows = await select(`select * from ${name} where ${condition}`, [appId]);
    if (rows.length > 0) found[name] = rows;
  }
  return found;
}

/** A value for a parameter: an id of the one app wherever one fits. */
function exampleOf(name: string, schema: Loose, id: number): unknown {
  const known: Loose = {
    username: 'alice',
    name: 'alice',
    login_name: 'alice',
    qr_info,
    announcement_id,
    file_id,
    msg_id,
    msg_id_start: 0,
    limit: 1,
    provider: 7,
    platform: 6,
    environment: 1,
    cursor: '',
    device_sn: 1,
    old_password: PASSWORD,
    password: PASSWORD,
    audience: { user_id: [id] },
  };
  if (name in known) return known[name];
  const types = [schema.type].flat();
  if (schema.enum !== undefined) return schema.enum[0];
  if (types.includes('array')) return [exampleOf('', schema.items ?? {}, id)];
  if (types.includes('object')) return fill(schema, id);
  if (types.includes('boolean')) return true;
  if (types.includes('integer')) return id;
  return 'x';
}

function fill({ properties = {} }: Loose, id: number): Record<string, unknown> {
  const entries = Object.entries<Loose>(properties);
  return Object.fromEntries(entries.map(([name, schema]) => [name, exampleOf(name, schema, id)]));
}

function callWith({ line, query, body }: Documented, id: number, call: Loose): Promise<Answer> {
  const values = query.map(({ name, schema }) => [name, String(exampleOf(name, schema, id))]);
  return server.call(line, {
    query: Object.fromEntries(values),
    ...(body === undefined ? {} : { body: fill(body, id) }),
    ...call,
  });
}

const ofApps = () => calls.filter(({ security }) => security.includes('app_id') && security.includes('access-token'));
const needToken = () => calls.filter(({ security }) => security.includes('access-token'));

describe('a token', () => {
  test('of one app opens no call of another, whoever’s it is and whatever it says', async () => {
    const { token } = (
      await server.call('POST /token/user', { appId: 'other', body: { name: 'olga', password: PASSWORD } })
    ).data;
    const asAlice = { user_id: String(server.ids.alice), group_id: String(group_id) };
    expect(ofApps().length).toBeGreaterThan(80);
    for (const documented of ofApps()) {
      for (const [who, stolen, headers] of [
        ['a user', token, {}],
        ['a user who names another', token, asAlice],
        ['an admin', tokens.otherAdmin, {}],
        ['an admin as a user', tokens.otherAdmin, asAlice],
        ['an admin of the console', tokens.console, asAlice],
      ] as const) {
        const answer = await server.call(documented.line, { token: stolen, headers });
        expect([documented.line, who, answer.code]).toEqual([documented.line, who, 402]);
      }
    }
  });

  test('of an app opens no call of the console', async () => {
    const console = needToken().filter(({ security }) => !security.includes('app_id'));
    expect(console.length).toBeGreaterThan(15);
    for (const { line } of console) {
      for (const token of [tokens.alice, tokens.admin]) {
        expect([line, (await server.call(line, { token })).code]).toEqual([line, 402]);
      }
    }
  });
});

describe('an id', () => {
  test('of a user of another app names nobody to an admin', async () => {
    const headers = { user_id: String(server.ids.alice) };
    for (const { line } of ofApps()) {
      const answer = await server.call(line, { appId: 'other', token: tokens.otherAdmin, headers });
      expect([line, answer.code]).toEqual([line, 10000]);
    }
  });

  test('of another app shows nothing and changes nothing there, in any place of any call', {
    timeout: 180_000,
  }, async () => {
    const before = await everythingOf('demo');
    expect(Object.keys(before).length).toBeGreaterThan(12);
    const logIn = async () =>
      (await server.call('POST /token/user', { appId: 'other', body: { name: 'olga', password: PASSWORD } })).data
        .token;
    let token = await logIn();
    const ids = [server.ids.alice, server.ids.bob, group_id, msg_id, announcement_id];
    for (const documented of ofApps()) {
      for (const id of ids) {
        for (const call of [
          { token },
          { token: tokens.otherAdmin },
          { token: tokens.otherAdmin, headers: { user_id: String(olga) } },
          { token: tokens.otherAdmin, headers: { group_id: String(group_id) } },
        ]) {
          const answer = await callWith(documented, id, { appId: 'other', ...call });
          const seen = [documented.line, id, answer.text];
          expect(seen).toEqual([documented.line, id, expect.not.stringContaining(SECRET)]);
          expect([documented.line, answer.status]).toEqual([documented.line, 200]);
        }
        // Some calls end the token, or change the password that it was made with.
        if ((await server.call('GET /user/profile', { appId: 'other', token })).code === 402) token = await logIn();
      }
    }
    expect(await everythingOf('demo')).toEqual(before);
  });

  test('shows these things within its own app: the test before looks at something', async () => {
    const shown = new Set<string>();
    for (const documented of ofApps().filter(({ line }) => line.startsWith('GET') || /batch|list|detail/.test(line))) {
      for (const id of [server.ids.alice, server.ids.bob, group_id]) {
        for (const token of [tokens.alice, tokens.admin]) {
          const answer = await callWith(documented, id, { token });
          if (answer.text.includes(SECRET)) shown.add(documented.line);
        }
      }
    }
    expect([...shown].sort()).toEqual(
      expect.arrayContaining([
        'GET /admin/app/tokens',
        'GET /group/announcement/last',
        'GET /group/announcement/list',
        'GET /group/file/list',
        'GET /group/info',
        'GET /message/conversation',
        'GET /message/conversation/list',
        'GET /push/certificate',
        'GET /roster/id',
        'GET /roster/name',
        'GET /user/device/list',
        'GET /user/profile',
        'POST /group/info/batch',
        'POST /roster/list',
      ]),
    );
  });
});

describe('names', () => {
  test('are taken in one app and free in another, and log in where they were registered', async () => {
    const body = { username: 'alice', password: 'another secret 1' };
    expect((await server.call('POST /user/register/v2', { appId: 'other', body })).code).toBe(200);
    const login = (appId: string, password: string) =>
      server.call('POST /token/user', { appId, body: { name: 'alice', password } });
    expect((await login('other', PASSWORD)).code).toBe(11001);
    expect((await login('demo', 'another secret 1')).code).toBe(11001);
    expect((await login('other', 'another secret 1')).code).toBe(200);
    const byId = { user_id: server.ids.alice, password: PASSWORD };
    expect((await server.call('POST /token/id', { appId: 'other', body: byId })).code).toBe(10000);
  });
});
