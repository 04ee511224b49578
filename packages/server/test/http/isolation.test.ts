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
import { picture } from '../files/samples.ts';
import { CALLS_BY_KEEPING, type Keeping, linesOf } from './isolation-calls.ts';
import { type Answer, createTestHttp, type Loose, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';

/** Stands in everything of the one app that somebody may read there. */
const SECRET = 'SECRET';

interface Documented {
  readonly line: string;
  readonly query: readonly { readonly name: string; readonly schema: Loose }[];
  readonly body: Loose;
}

let server: TestHttp;
let calls: readonly Documented[];
let other: App;
let group_id: number;
let announcement_id: number;
let file_id: number;
let msg_id: number;
let qr_info: string;
let file_sign: string;
let object_name: string;
let tokens: Readonly<Record<'alice' | 'admin' | 'console' | 'otherAdmin', string>>;

beforeAll(async () => {
  server = await createTestHttp();
  other = await makeOtherApp(server);
  await server.accounts.register(other, { username: 'olga', password: PASSWORD });
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

let strangerCount = 0;
/** Somebody of the other app. */
async function newStranger(): Promise<{ readonly userId: UserId; readonly token: string }> {
  strangerCount += 1;
  const username = `stranger_${strangerCount}`;
  const { userId } = await server.accounts.register(other, { username, password: PASSWORD });
  const login = { name: { by: 'username', username }, password: PASSWORD, address: 'there' } as const;
  return { userId, token: (await server.accounts.logIn(other, login)).token };
}

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
  const upload = async (line: string, query: Loose): Promise<URL> => {
    const { upload_url, download_url } = await act(line, { query });
    const headers = { 'content-type': 'application/octet-stream' };
    const { pathname: url } = new URL(upload_url);
    const { statusCode } = await server.http.inject({ method: 'PUT', url, headers, payload: await picture(8, 8) });
    if (statusCode !== 200) throw new Error(`${line}: ${statusCode}`);
    return new URL(download_url);
  };
  const chat = await upload('GET /file/upload/chat', { file_type: 102, to_id: bob });
  file_sign = chat.searchParams.get('file_sign') ?? '';
  const avatar = await upload('GET /file/upload/avatar/user', {});
  object_name = avatar.searchParams.get('object_name') ?? '';
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
    node: 0,
    otherNodes: [],
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
    Object.entries<Loose>(methods).map(([method, { parameters = [], requestBody }]) => ({
      line: `${method.toUpperCase()} ${url}`,
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
    file_sign,
    sign: file_sign,
    object_name,
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

const of = (...keepings: readonly Keeping[]) => {
  const lines = keepings.flatMap(linesOf);
  return calls.filter(({ line }) => lines.includes(line));
};
/** All that are made in an app. */
const inApps = () => of('token', 'maybeToken', 'link', 'app', 'nothing');

test('the table knows every call, and how its apps are kept apart', () => {
  const keepings = Object.keys(CALLS_BY_KEEPING) as Keeping[];
  expect(keepings.flatMap(linesOf).sort()).toEqual(calls.map(({ line }) => line).sort());
});

describe('a token', () => {
  test('of one app opens no call of another, whoever’s it is and whatever it says', async () => {
    const { token } = (
      await server.call('POST /token/user', { appId: 'other', body: { name: 'olga', password: PASSWORD } })
    ).data;
    const asAlice = { user_id: String(server.ids.alice), group_id: String(group_id) };
    for (const documented of of('token', 'link')) {
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
    for (const { line } of of('console')) {
      for (const token of [tokens.alice, tokens.admin]) {
        expect([line, (await server.call(line, { token })).code]).toEqual([line, 402]);
      }
    }
  });
});

describe('an id', () => {
  test('of a user of another app names nobody to an admin', async () => {
    const headers = { user_id: String(server.ids.alice) };
    for (const { line } of of('token')) {
      const answer = await server.call(line, { appId: 'other', token: tokens.otherAdmin, headers });
      expect([line, answer.code]).toEqual([line, 10000]);
    }
  });

  test('of another app shows nothing and changes nothing there, in any place of any call', {
    timeout: 180_000,
  }, async () => {
    const before = await everythingOf('demo');
    expect(Object.keys(before).length).toBeGreaterThan(12);
    let stranger = await newStranger();
    const ids = [server.ids.alice, server.ids.bob, group_id, msg_id, announcement_id];
    for (const documented of inApps()) {
      for (const id of ids) {
        const { token, userId } = stranger;
        for (const call of [
          { token },
          { token: tokens.otherAdmin },
          { token: tokens.otherAdmin, headers: { user_id: String(userId) } },
          { token: tokens.otherAdmin, headers: { group_id: String(group_id) } },
        ]) {
          const answer = await callWith(documented, id, { appId: 'other', ...call });
          const seen = [documented.line, id, answer.text];
          expect(seen).toEqual([documented.line, id, expect.not.stringContaining(SECRET)]);
          expect([documented.line, answer.status < 500]).toEqual([documented.line, true]);
        }
        // Some calls end the token, the name or the user: another one goes on.
        const profile = await server.call('GET /user/profile', { appId: 'other', token: stranger.token });
        if (profile.code !== 200) stranger = await newStranger();
      }
    }
    expect(await everythingOf('demo')).toEqual(before);
  });

  test('shows these things within its own app: the test before looks at something', async () => {
    const shown = new Set<string>();
    for (const documented of inApps().filter(({ line }) => line.startsWith('GET') || /batch|list|detail/.test(line))) {
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

describe('a file', () => {
  const isServed = ({ status, headers }: Answer) => status === 200 || headers.location !== undefined;
  const ways = (token: string, app_id: string): readonly Loose[] => [
    { appId: app_id, token },
    { appId: null, query: { 'access-token': token, app_id } },
  ];

  test('opens for no token of another app, by whatever way and in whatever app, and for its own it does', async () => {
    const strangers = [(await newStranger()).token, tokens.otherAdmin];
    for (const [line, query] of [
      ['GET /file/download/chat', { file_sign }],
      ['GET /file/download/avatar', { object_name }],
    ] as const) {
      const ask = (call: Loose) => server.call(line, { ...call, query: { ...query, ...call.query } });
      for (const token of [tokens.alice, tokens.admin]) {
        for (const call of ways(token, 'demo')) expect(isServed(await ask(call))).toBe(true);
        for (const call of ways(token, 'other')) expect(await ask(call)).toMatchObject({ status: 401, code: 402 });
      }
      for (const token of strangers) {
        for (const call of ways(token, 'demo')) expect(await ask(call)).toMatchObject({ status: 401, code: 402 });
        for (const call of ways(token, 'other')) expect(isServed(await ask(call))).toBe(false);
      }
    }
  });

  test('is not sent on from another app', async () => {
    const stranger = await newStranger();
    const friend = await newStranger();
    const query = { file_sign, to_id: friend.userId, to_type: 1 };
    const answer = await server.call('GET /file/upload/forward', { appId: 'other', token: stranger.token, query });
    expect(answer.code).not.toBe(200);
    expect(answer.code).not.toBe(10000);
  });
});

describe('names', () => {
  test('are taken in one app and free in another, and log in where they were registered', async () => {
    const body = { username: 'bob', password: 'another secret 1' };
    expect((await server.call('POST /user/register/v2', { appId: 'other', body })).code).toBe(200);
    const login = (appId: string, password: string) =>
      server.call('POST /token/user', { appId, body: { name: 'bob', password } });
    expect((await login('other', PASSWORD)).code).toBe(11001);
    expect((await login('demo', 'another secret 1')).code).toBe(11001);
    expect((await login('other', 'another secret 1')).code).toBe(200);
    const byId = { user_id: server.ids.bob, password: PASSWORD };
    expect((await server.call('POST /token/id', { appId: 'other', body: byId })).code).toBe(10000);
  });
});
