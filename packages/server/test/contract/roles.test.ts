import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lineTo, withoutCaller } from './call-sample.ts';
import { type ContractAuth, lineOf, type Operation, operations } from './contract.ts';
import {
  type Answer,
  type Call,
  type ContractWorld,
  type Loose,
  type Person,
  startContractWorld,
} from './contract-world.ts';
import { addOtherApp, type OtherApp } from './other-app.ts';
import type { Sample } from './sample.ts';
import { befriend } from './samples/friends.ts';
import { samples } from './samples/index.ts';

const DAY_MS = 86_400_000;

/** Longer than a token counts. */
const LONG_MS = 31 * DAY_MS;

/** Operations of the contract, each with every role. */
const TOTAL = 237;

/** Calls whose caller is known by what they send, so that tokens say nothing. */
const WITHOUT_CALLER: readonly ContractAuth[] = ['none', 'app', 'signedUrl', 'query'];

let world: ContractWorld;
let other: OtherApp;
let expired: string;
let revoked: string;
let deleted: string;
let banned: string;
/** Named by headers that must not count, and by nothing else: nothing may ever happen to them. */
let bystander: Person;
let bystanderBefore: unknown;
/** The operations, each with the parts of its table that held. */
const judged = new Map<string, Set<string>>();
const judge = (line: string, part: string) => judged.set(line, (judged.get(line) ?? new Set()).add(part));

beforeAll(async () => {
  let skewMs = -LONG_MS;
  const started = await startContractWorld({ aheadMs: () => skewMs });
  expired = started.ann.token;
  skewMs = 0;
  await started.noteDay();
  const { again, newcomer, must } = started;
  const [ann, ben, cem, left, gone, shut] = [
    await again(started.ann),
    await again(started.ben),
    await again(started.cem),
    await newcomer(),
    await newcomer(),
    await newcomer(),
  ];
  world = { ...started, ann, ben, cem, operator: await started.consoleToken() };
  await must('POST /user/kick', { as: left, body: {} });
  revoked = left.token;
  await must('POST /user/delete', { as: gone, body: { password: gone.password } });
  deleted = gone.token;
  await must('PUT /user/disable', { token: started.admin, body: { list: [shut.userId] } });
  banned = shut.token;
  other = await addOtherApp(world);
  bystander = await personWithThings();
  bystanderBefore = await everythingOf(bystander);
});
afterAll(async () => {
  await world.stop();
  const whole = operations.map(lineOf).filter((line) => judged.get(line)?.size === partsOf(line).length);
  process.stdout.write(`roles: ${whole.length} of ${TOTAL} operations\n`);
  expect(operations.map(lineOf).filter((line) => !whole.includes(line))).toEqual([]);
  expect(whole.length).toBe(TOTAL);
});

/** A caller, and what its calls are answered with: a code, or nothing where the call works as for the right caller. */
type Row = readonly [caller: string, expected: number | 'ok', call: (sample: Sample) => Call];

const named = (headers: Readonly<Record<string, number>>, { headers: own }: Sample) => ({
  ...own,
  ...Object.fromEntries(Object.entries(headers).map(([name, id]) => [name, String(id)])),
});

/** Callers that are refused whatever they ask for. */
function strangers(operation: Operation): readonly Row[] {
  const { auth } = operation;
  const anybody = (sample: Sample) => withoutCaller(sample);
  return [
    ['nobody', 10003, anybody],
    ['garbage', 402, (sample) => ({ ...anybody(sample), token: 'garbage' })],
    ['a token that is cut', 402, (sample) => ({ ...anybody(sample), token: world.ann.token.slice(0, -1) })],
    ['an expired token', 402, (sample) => ({ ...anybody(sample), token: expired })],
    ['a revoked token', 402, (sample) => ({ ...anybody(sample), token: revoked })],
    ["a deleted user's token", 402, (sample) => ({ ...anybody(sample), token: deleted })],
    ["a banned user's token", 10010, (sample) => ({ ...anybody(sample), token: banned })],
    ["another app's token", 402, (sample) => ({ ...anybody(sample), as: other.person })],
    ["another app's admin token", 402, (sample) => ({ ...anybody(sample), token: other.admin })],
    ['no app', 40000, (sample) => ({ ...anybody(sample), token: world.admin, appId: null })],
    ['an unknown app', 40000, (sample) => ({ ...anybody(sample), token: world.admin, appId: 'nobody' })],
    [
      'an admin as nobody known',
      10000,
      (sample) => ({ ...anybody(sample), token: world.admin, headers: named({ user_id: 999_998 }, sample) }),
    ],
    [
      'an admin as a user of another app',
      10000,
      (sample) => ({
        ...anybody(sample),
        token: world.admin,
        headers: named({ user_id: other.person.userId }, sample),
      }),
    ],
    [
      "another app's admin as a user of this one",
      10000,
      (sample) => ({
        ...anybody(sample),
        token: other.admin,
        appId: other.appId,
        headers: named({ user_id: world.ann.userId }, sample),
      }),
    ],
    ...(auth === 'admin'
      ? ([
          ['a user', 10010, (sample) => ({ ...anybody(sample), as: sample.caller ?? world.ann })],
          [
            'a user who names themselves',
            10010,
            (sample) => ({
              ...anybody(sample),
              as: world.ann,
              headers: named({ user_id: world.ann.userId }, sample),
            }),
          ],
        ] satisfies Row[])
      : []),
    ...(auth === 'user'
      ? ([
          [
            'an admin in a group',
            GROUPS_TOO.includes(lineOf(operation)) ? 10010 : 10002,
            (sample) => ({ ...anybody(sample), token: world.admin, headers: named({ group_id: 2 ** 20 + 1 }, sample) }),
          ],
        ] satisfies Row[])
      : []),
    ...(auth === 'user' || auth === 'group'
      ? ([['an admin as nobody', 10002, (sample) => ({ ...anybody(sample), token: world.admin })]] satisfies Row[])
      : []),
  ];
}

/** Callers in the place of the right one, who get what that one gets. */
function substitutes({ auth }: Operation): readonly Row[] {
  if (auth === 'admin') {
    return [
      [
        'an admin who names a group',
        'ok',
        (sample) => ({
          ...withoutCaller(sample),
          token: world.admin,
          headers: {
            ...(sample.caller && { user_id: String(sample.caller.userId) }),
            ...named({ group_id: 2 ** 20 + 1 }, sample),
          },
        }),
      ],
    ];
  }
  const asUser: Row = [
    'an admin as the user',
    'ok',
    (sample) => ({
      ...withoutCaller(sample),
      token: world.admin,
      headers: named({ user_id: sample.caller!.userId }, sample),
    }),
  ];
  const naming: Row = [
    'a user who names another one in the headers',
    'ok',
    (sample) => ({
      ...withoutCaller(sample),
      as: sample.caller,
      headers: named({ user_id: bystander.userId }, sample),
    }),
  ];
  return [asUser, naming];
}

/** Deployed pages call it right after they registered, before they log in: the proof says who they are (section 6). */
const PROOF_INSTEAD = 'POST /app/user/mobile_bind_with_sign';

/** An admin may make these for a group as well, but for that one only: the contract does not say so. */
const GROUPS_TOO: readonly string[] = ['GET /file/upload/avatar/group', 'GET /app/qrcode/group_sign'];

/** Pictures and pages, which browsers open without headers: what they ask with names the app. */
const WITHOUT_HEADERS: readonly string[] = ['GET /app/captcha/image', 'GET /info'];

const withCaller = operations.filter(
  (operation) => !WITHOUT_CALLER.includes(operation.auth) && lineOf(operation) !== PROOF_INSTEAD,
);

describe.each(withCaller.map((operation) => ({ line: lineOf(operation), operation })))('$line', ({
  line,
  operation,
}) => {
  const { auth } = operation;
  const prepare = async () => {
    const sample = await samples.get(line)?.(world);
    if (sample === undefined) throw new Error('it has no sample');
    return sample;
  };
  const codeOf = async (sample: Sample, call: Call) => resultOf(await world.call(lineTo(line, sample), call));

  test('strangers are refused, and nothing is written down', async () => {
    const sample = await prepare();
    await world.quiet(sample);
    const before = world.stored();
    const rows: [string, unknown][] = [];
    for (const [caller, , call] of strangers(operation)) rows.push([caller, await codeOf(sample, call(sample))]);
    expect(rows).toEqual(strangers(operation).map(([caller, expected]) => [caller, expected]));
    expect(world.stored()).toBe(before);
    await world.quiet(sample);
    judge(line, 'strangers');
  });

  test('an admin who names the caller, and a caller who names somebody else, do what the caller does', async () => {
    const rows: [string, unknown][] = [];
    for (const [caller, , call] of substitutes(operation)) {
      const sample = await prepare();
      rows.push([caller, await codeOf(sample, call(sample))]);
      await world.quiet(sample);
    }
    const expected = (await prepare()).instead?.code ?? 'ok';
    expect(rows).toEqual(substitutes(operation).map(([caller]) => [caller, expected]));
    judge(line, 'substitutes');
  });

  if (auth === 'group') {
    test('an admin does for its group what no user is needed for, and nothing for another group', async () => {
      const sample = await prepare();
      const { group } = sample;
      const inGroup = (id: number): Call => ({
        ...withoutCaller(sample),
        token: world.admin,
        headers: named({ group_id: id }, sample),
      });
      if (group === undefined || group === 'any') {
        expect(await codeOf(sample, inGroup(await anotherGroup()))).toBe(group === 'any' ? 'ok' : 10002);
        judge(line, 'groups');
        return;
      }
      const before = world.stored();
      const elsewhere = await codeOf(sample, inGroup(group + 2 ** 20));
      expect(elsewhere).toBe(10010);
      expect(world.stored()).toBe(before);
      expect(await codeOf(sample, inGroup(group))).toBe('ok');
      judge(line, 'groups');
    });
  }

  test("another app's user and admin reach nothing of this app", async () => {
    const sample = await prepare();
    // Such a call would do to the other app's user what it does.
    if (namesNothing(sample) || OWN_THINGS.some((pattern) => pattern.test(line))) {
      judge(line, 'other app');
      return;
    }
    await world.quiet(sample);
    const before = world.stored();
    const call = { ...withoutCaller(sample), appId: other.appId };
    const results = [
      await codeOf(sample, { ...call, ...(auth === 'admin' ? { token: other.admin } : { as: other.person }) }),
      await codeOf(sample, {
        ...call,
        token: other.admin,
        headers: named(
          { user_id: other.person.userId, ...(typeof sample.group === 'number' && { group_id: sample.group }) },
          sample,
        ),
      }),
    ];
    expect(results).not.toContain('ok');
    expect(world.stored()).toBe(before);
    judge(line, 'other app');
  });
});

describe.each(
  operations
    .filter((operation) => operation.auth === 'app' || operation.auth === 'none' || lineOf(operation) === PROOF_INSTEAD)
    .map((operation) => ({ line: lineOf(operation), auth: operation.auth })),
)('$line', ({ line, auth }) => {
  test('asks for no token, and looks at none that does not count', async () => {
    const tokens: Readonly<Record<string, string | undefined>> = {
      'no token': undefined,
      garbage: 'garbage',
      expired,
      revoked,
      'of a deleted user': deleted,
      "another app's user": other.person.token,
      "another app's admin": other.admin,
      // Whoever's else counts where it is looked at.
      ...(line === PROOF_INSTEAD ? {} : { user: world.ann.token, banned, admin: world.admin }),
    };
    const rows: [string, unknown][] = [];
    for (const [whose, token] of Object.entries(tokens)) {
      const sample = await prepareOf(line);
      const { instead } = sample;
      const headers = named({ user_id: bystander.userId, group_id: 2 ** 20 + 1 }, sample);
      const result = resultOf(await world.call(lineTo(line, sample), { ...withoutCaller(sample), token, headers }));
      rows.push([whose, result === instead?.code ? 'ok' : result]);
    }
    expect(rows).toEqual(Object.keys(tokens).map((whose) => [whose, 'ok']));
    judge(line, 'tokens');
  });

  if (auth !== 'none' && !WITHOUT_HEADERS.includes(line)) {
    test('wants an app that is there', async () => {
      const sample = await prepareOf(line);
      const before = world.stored();
      for (const appId of [null, 'nobody']) {
        const call = { ...withoutCaller(sample), token: world.admin, appId };
        expect(resultOf(await world.call(lineTo(line, sample), call))).toBe(40000);
      }
      expect(world.stored()).toBe(before);
      judge(line, 'apps');
    });
  }

  if (line === PROOF_INSTEAD) {
    test('is made by a user as well, and by an admin as one', async () => {
      for (const call of [
        (sample: Sample): Call => ({ as: sample.caller }),
        (sample: Sample): Call => ({ token: world.admin, headers: named({ user_id: sample.caller!.userId }, sample) }),
      ]) {
        const sample = await prepareOf(line);
        expect(resultOf(await world.call(line, { ...withoutCaller(sample), ...call(sample) }))).toBe('ok');
      }
      const sample = await prepareOf(line);
      expect(resultOf(await world.call(line, { ...withoutCaller(sample), token: banned }))).toBe(10010);
      judge(line, 'callers');
    });
  }
});

describe.each(
  operations.filter(({ auth }) => auth === 'query').map((operation) => ({ line: lineOf(operation) })),
)('$line', ({ line }) => {
  test('opens a file for tokens of its app in query or header, and for nothing else', async () => {
    const sample = await samples.get(line)?.(world);
    if (sample?.query === undefined) throw new Error('it has no sample');
    const { 'access-token': token, app_id: _app, ...file } = sample.query;
    const ask = (credentials: Readonly<Record<string, string>>, call: Call = { appId: null }) =>
      world.call(lineTo(line, sample), { ...call, query: { ...credentials, ...file } });
    const { appId } = world.cloud;
    const inQuery = (text: unknown, app: string = appId) => ask({ 'access-token': String(text), app_id: app });
    const inHeader = (text: unknown, app: string = appId) => ask({}, { token: String(text), appId: app });
    const results = {
      token: [await inQuery(token), await inHeader(token)],
      admin: [await inQuery(world.admin), await inHeader(world.admin)],
      noToken: [await ask({ app_id: appId }), await ask({}, {})],
      noApp: [await ask({ 'access-token': String(token) })],
      invalid: await Promise.all(
        ['garbage', expired, revoked, deleted, other.person.token, other.admin].flatMap((text) => [
          inQuery(text),
          inHeader(text),
        ]),
      ),
    };
    const codesOf = (answers: readonly Answer[]) => [...new Set(answers.map(resultOf))];
    expect(codesOf(results.token)).toEqual(['ok']);
    // A backend hands the address on to programs without headers.
    expect(results.admin.map(({ status }) => status)).toEqual([200, 302]);
    expect(codesOf(results.noToken)).toEqual([10003]);
    expect(codesOf(results.noApp)).toEqual([40000]);
    expect(codesOf(results.invalid)).toEqual([402]);
    const elsewhere = [await inQuery(other.person.token, other.appId), await inHeader(other.admin, other.appId)];
    expect(codesOf(elsewhere)).not.toContain('ok');
    judge(line, 'query');
  });
});

test.each([
  'POST {upload_url}',
  'PUT {upload_url}',
])('%s wants an address that the server gave, unchanged', async (line) => {
  const sample = await samples.get(line)?.(world);
  if (sample?.url === undefined) throw new Error('it has no sample');
  const { url } = sample;
  const cut = { ...sample, url: url.slice(0, -1) };
  const { status, json } = await world.call(lineTo(line, cut), withoutCaller(sample));
  expect([status, json.code]).toEqual([403, 10002]);
  expect(resultOf(await world.call(lineTo(line, sample), { ...withoutCaller(sample), appId: null }))).toBe('ok');
  judge(line, 'address');
});

test('nothing ever happened to somebody whom only headers named', async () => {
  expect(await everythingOf(bystander)).toEqual(bystanderBefore);
});

test('users of another app do not come into a new group', async () => {
  const body = { name: 'choir', user_list: [world.ann.userId, world.ben.userId] };
  const call = { as: other.person, appId: other.appId };
  const { group_id } = await world.must('POST /group/create', { ...call, body });
  const members = await world.must('GET /group/member_list', { ...call, query: { group_id } });
  expect(members).toMatchObject([{ user_id: other.person.userId }]);
});

test.each<readonly [string, (someoneElse: number) => Call]>([
  [
    'POST /message/send',
    (from_user_id) => ({ body: { type: 1, content_type: 0, content: 'hi', targets: [from_user_id], from_user_id } }),
  ],
  [
    'POST /ai/message/send',
    (from_user_id) => ({ body: { type: 1, content_type: 0, content: 'hi', targets: [from_user_id], from_user_id } }),
  ],
  ['POST /user/settings', (user_id) => ({ body: { user_id, auth_mode: 3 } })],
  ['PUT /user/settings', (user_id) => ({ body: { user_id, auth_mode: 3 } })],
  ['GET /roster/may_message', (user_id) => ({ query: { user_id, roster_id: user_id } })],
])('%s with a user token is about nobody but the caller', async (line, call) => {
  const { json } = await world.call(line, { as: world.ann, ...call(bystander.userId) });
  expect(json.code).toBe(10010);
});

/** Calls whose parameters name nothing that exists, or the caller's own. */
const OWN_THINGS: readonly RegExp[] = [
  // Conversations and devices are the caller's own, by whatever number: there is nothing to unpin, to delete, to unbind.
  /^(POST|PUT) \/user\/conversation\/unpin$/,
  /^DELETE \/message\/conversation$/,
  /\/user\/token\/unbind$/,
  // Whom the app does not have is left out of a new group; see below.
  /^POST \/group\/create$/,
  // Names and numbers are free in one app and taken in another.
  /\/app\/user\/name_check$/,
  /\/user\/register\/batch$/,
  /\/user\/(username|mobile|mobile_update)$/,
  // An admin names any WeChat user, whose account in this app is another one.
  /\/(bind_openid|wechat\/bind)$/,
];

/** Whether a call asks about nobody and nothing. */
function namesNothing({ query = {}, body }: Sample): boolean {
  const names = [...Object.keys(query), ...(typeof body === 'object' && body !== null ? Object.keys(body) : [])];
  return !names.some((name) => NAMING.test(name)) && !Array.isArray(body);
}

const NAMING = /(_id|_list|_sn|Sn|_sign|qr_info|_start|username|mobile)$|^(list|targets|code|link|sign)$/;

function resultOf({ status, json }: Answer): unknown {
  if (typeof json?.code !== 'number') return status < 400 ? 'ok' : `HTTP ${status}`;
  if (json.code !== 200) return json.code;
  return isNothing(json.data) ? 'nothing' : 'ok';
}

/** A list without rows, or with rows that all say that they failed. */
function isNothing(data: Loose): boolean {
  const rows = data?.messages ?? data?.success ?? data;
  return Array.isArray(rows) && rows.every((row) => row?.result === 'fail' || row?.success === false);
}

/** Somebody who has a bit of everything that others could take away. */
async function personWithThings(): Promise<Person> {
  const as = await world.newcomer();
  const [friend, foe] = [await world.newcomer(), await world.newcomer()];
  const make = (line: string, call: Call) => world.must(line, { as, ...call });
  await befriend(world, as, friend);
  await make('POST /roster/block', { query: { user_id: foe.userId } });
  await make('POST /user/conversation/pin', { body: { conversation_id: friend.userId } });
  await make('POST /user/push/tag', { body: { tags: ['alto'] } });
  await make('POST /group/create', { body: { name: 'choir', user_list: [friend.userId] } });
  const { group_id } = await make('POST /group/create', { as: friend, body: { name: 'band' } });
  await make('POST /group/invite', { as: friend, body: { group_id, user_list: [as.userId] } });
  await make('POST /app/link', { body: { text: 'hello', type: 'chat' } });
  const hello = { type: 1, content_type: 0, content: 'hello', targets: [as.userId] };
  await make('POST /message/send', { as: friend, body: hello });
  return as;
}

/** All that others could change of somebody, as they see it themselves. */
async function everythingOf(as: Person): Promise<unknown> {
  const asked = ['profile', 'settings', 'push/tag', 'device/list', 'conversation/pin_list'];
  const lists = [
    '/roster/list',
    '/roster/apply/list',
    '/roster/blocked_list',
    '/group/user_joined',
    '/group/invitation_list',
    '/message/unread',
    '/message/conversation/list',
    '/app/user_verification',
    '/app/link',
    '/app/wechat/is_bind',
  ];
  const paths = [...asked.map((path) => `/user/${path}`), ...lists];
  const answers = await Promise.all(paths.map(async (path) => [path, (await world.call(`GET ${path}`, { as })).json]));
  expect(answers.map(([path, { code }]) => [path, code])).toEqual(paths.map((path) => [path, 200]));
  return answers.map(([path, { data }]) => [path, Array.isArray(data) ? data.filter((row) => !isOfSystem(row)) : data]);
}

/** What everyone is told has no need to be kept from anybody. */
function isOfSystem(row: Loose): boolean {
  return row?.conversation_id === 0 || row?.conversation_id?.uid === 0;
}

/** What must hold for an operation. */
function partsOf(line: string): readonly string[] {
  const operation = operations.find((each) => lineOf(each) === line);
  if (line === PROOF_INSTEAD) return ['tokens', 'apps', 'callers'];
  if (WITHOUT_HEADERS.includes(line)) return ['tokens'];
  switch (operation?.auth) {
    case 'none':
      return ['tokens'];
    case 'app':
      return ['tokens', 'apps'];
    case 'query':
      return ['query'];
    case 'signedUrl':
      return ['address'];
    case 'group':
      return ['strangers', 'substitutes', 'groups', 'other app'];
    default:
      return ['strangers', 'substitutes', 'other app'];
  }
}

async function prepareOf(line: string): Promise<Sample> {
  const sample = await samples.get(line)?.(world);
  if (sample === undefined) throw new Error('it has no sample');
  return sample;
}

async function anotherGroup(): Promise<number> {
  const body = { name: 'elsewhere', user_list: [world.ben.userId] };
  return (await world.must('POST /group/create', { as: world.ann, body })).group_id;
}
