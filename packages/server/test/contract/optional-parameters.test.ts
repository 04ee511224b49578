import { afterAll, beforeAll, expect, test } from 'vitest';
import { asCall, lineTo } from './call-sample.ts';
import { faultsOf, lineOf, type Operation, operations, resolve, type Schema } from './contract.ts';
import { type ContractWorld, type Loose, startContractWorld } from './contract-world.ts';
import type { Sample } from './sample.ts';
import { samples } from './samples/index.ts';

let world: ContractWorld;
let calledCount = 0;
beforeAll(async () => {
  world = await startContractWorld();
});
afterAll(async () => {
  await world.stop();
  process.stdout.write(`optional parameters: ${calledCount} of ${withOptions.length} operations\n`);
});

type Fields = Readonly<Record<string, unknown>>;

/** What an operation may be given beside what it wants. */
interface Options {
  readonly query: readonly string[];
  readonly body: readonly string[];
}

const optionalOf = (properties: Fields = {}, required: readonly string[] = []) =>
  Object.keys(properties).filter((name) => !required.includes(name));
function optionsOf({ query, body }: Operation): Options {
  const schema = body === undefined ? undefined : resolve(body);
  return {
    query: optionalOf(query?.properties, query?.required),
    body: optionalOf(schema?.properties, schema?.required),
  };
}

const withOptions = operations
  .map((operation) => ({ line: lineOf(operation), operation, options: optionsOf(operation) }))
  .filter(({ options }) => options.query.length + options.body.length > 0);

/** Parameters that go not with what the sample asks for, and why. */
const APART: readonly (readonly [line: RegExp, names: readonly string[], because: string])[] = [
  [/GET (\/file\/download\/chat|\{download_url\})$/, ['format'], 'is of sounds; the sample is a picture'],
  [/\{upload_url\}$/, ['OSSAccessKeyId', 'policy', 'signature', 'callback', 'key'], 'a form: file-forms.test.ts'],
  [/GET \/app\/wechat_login$/, ['iv', 'data'], 'encrypted by WeChat: wechat.test.ts'],
];

const isApart = (line: string, name: string) =>
  APART.some(([lines, names]) => lines.test(line) && names.includes(name));

/** What parameters of a name are given; others get a value of their type. */
const VALUES: Fields = {
  cursor: '',
  limit: 1,
  version: 0,
  page_num: 1,
  page_size: 1,
  config: '{"a":1}',
  ext: '{"b":2}',
  attachment: '{"c":3}',
  online_only: false,
  related_mid: 1,
  auth_mode: 3,
  no_push_start_hour: 22,
  no_push_end_hour: 7,
  silence_start_time: 23,
  silence_end_time: 6,
  image_type: 2,
  envVersion: 'trial',
  device_guid: 'another guid',
  type: 1,
};

function exampleOf(name: string, declared: Schema, { caller }: Sample): unknown {
  if (name === 'from_user_id' || name === 'id' || name === 'user_id') return (caller ?? world.ann).userId;
  if (name === 'user_list') return [world.ben.userId];
  if (name === 'transaction_id') return Date.now() + calledCount;
  const known = VALUES[name];
  const schema = resolve(declared);
  const fits = typeof known === (schema.type === 'integer' ? 'number' : schema.type);
  if (known !== undefined && fits) return known;
  if (schema.type === 'integer') return schema.enum?.[0] ?? schema.minimum ?? 1;
  if (schema.type === 'number') return 40;
  if (schema.type === 'boolean') return true;
  return schema.enum?.[0] ?? `${name} of ${world.freeName()}`;
}

/** A sample with everything that it may be given. */
function whole({ line, operation, options }: (typeof withOptions)[number], sample: Sample): Sample {
  const fill = (names: readonly string[], properties: Readonly<Record<string, Schema>>, own: Fields): Fields => ({
    ...Object.fromEntries(
      names
        .filter((name) => !isApart(line, name))
        .map((name) => [name, exampleOf(name, properties[name] ?? {}, sample)]),
    ),
    ...own,
    // The sample asks for the original; a thumbnail is what width and height are for.
    ...(names.includes('image_type') ? { image_type: 2 } : {}),
  });
  const properties = operation.body === undefined ? {} : (resolve(operation.body).properties ?? {});
  const own = sample.body as Fields | undefined;
  return {
    ...sample,
    ...(options.query.length === 0
      ? {}
      : { query: fill(options.query, operation.query?.properties ?? {}, sample.query ?? {}) }),
    ...(options.body.length === 0 || own instanceof FormData
      ? {}
      : { body: fill(options.body, properties, own ?? {}) }),
  };
}

/** What must be there first, for a parameter that names something. */
async function prepared(line: string): Promise<Sample> {
  const prepare = samples.get(line);
  if (prepare === undefined) throw new Error('it has no sample');
  const sample = await prepare(world);
  if (line !== 'POST /user/push/alias') return sample;
  const [username, password, push_token] = [world.freeName(), 'correct horse', `token of ${world.freeName()}`];
  const body = { username, password, push_token, alias: username, device_guid: 'guid', sign: 'x' };
  const { user_id: userId } = await world.must('POST /user/register/push', { body });
  const caller = await world.again({ userId, username, password });
  return { ...sample, caller, body: { ...bodyOf(sample), push_token } };
}

const bodyOf = ({ body }: Sample) => body as Loose;
const asCaller = (line: string, { caller }: Sample, query: Fields = {}) => world.must(line, { as: caller, query });
const last = async (sample: Sample, opposite_id: number) =>
  (await asCaller('GET /message/conversation', sample, { opposite_id, msg_id_start: 0, limit: 1 })).messages[0];

/** What must be different for what was given. */
const EFFECTS: readonly (readonly [line: RegExp, check: (sample: Sample, answer: Loose) => Promise<void> | void])[] = [
  [
    /\/message\/send$/,
    async (sample, { msg_ids }) => {
      if (msg_ids === undefined) return;
      const { config, ext, attachment, targets } = bodyOf(sample);
      expect(await last(sample, targets[0])).toMatchObject({ msg_id: msg_ids[0], config, ext, attachment });
      // The transaction id: the same again is the same message.
      const { json } = await world.call('POST /message/send', { as: sample.caller, body: sample.body });
      expect(json.msg_ids).toEqual(msg_ids);
    },
  ],
  [
    /\/message\/notify$/,
    async (sample) => {
      const { config, ext, attachment, targets } = bodyOf(sample);
      const as = [world.ann, world.ben, world.cem].find(({ userId }) => userId === targets[0]);
      if (as === undefined) return;
      const query = { opposite_id: 0, msg_id_start: 0, limit: 1 };
      const { messages } = await world.must('GET /message/conversation', { as, query });
      expect(messages[0]).toMatchObject({ config, ext, attachment });
    },
  ],
  [
    /POST \/group\/create$/,
    async (sample, { data }) => {
      const { avatar, description, name, type, user_list } = bodyOf(sample);
      expect(data).toMatchObject({ avatar, description, name, type });
      const members = await asCaller('GET /group/member_list', sample, { group_id: data.group_id });
      expect(members.map(({ user_id }: Loose) => user_id)).toEqual(expect.arrayContaining(user_list));
    },
  ],
  [
    /POST \/group\/file\/upload$/,
    (sample, { data }) => {
      expect(data.type).toBe(bodyOf(sample).type);
    },
  ],
  [
    /\/roster\/ext$/,
    async (sample) => {
      const { user_id, alias, ext, mute_notification } = bodyOf(sample);
      expect(await asCaller('GET /roster/id', sample, { user_id })).toMatchObject({ alias, ext, mute_notification });
    },
  ],
  [
    /\/user\/profile$/,
    async (sample) => {
      expect(await asCaller('GET /user/profile', sample)).toMatchObject(bodyOf(sample));
    },
  ],
  [
    /\/user\/settings$/,
    async (sample) => {
      const { user_id: _user, id: _id, push_token: _token, ...given } = bodyOf(sample);
      const expected = { ...given, group_confirm: Boolean(given.group_confirm) };
      expect(await asCaller('GET /user/settings', sample)).toMatchObject(expected);
    },
  ],
  [
    /(_list|\/list)$/,
    (sample, { data }) => {
      const { limit, page_size = limit } = { ...sample.query, ...bodyOf(sample) };
      expect(page_size).toBeGreaterThan(0);
      if (Array.isArray(data)) expect(data.length).toBeLessThanOrEqual(Number(page_size));
    },
  ],
  [
    /\/message\/ack$/,
    async (sample) => {
      const { query } = sample;
      const unread = await asCaller('GET /message/unread', sample);
      const row = unread.find(({ conversation_id }: Loose) => conversation_id.uid === query?.['conversation_id']);
      expect(row.num).toBe(0);
    },
  ],
];

test('what goes apart is a parameter of its call', () => {
  for (const [lines, names] of APART) {
    const found = withOptions.filter(({ line }) => lines.test(line));
    expect(found.length).toBeGreaterThan(0);
    for (const { options } of found) {
      expect(names.filter((name) => [...options.query, ...options.body].includes(name)).length).toBeGreaterThan(0);
    }
  }
});

test.each(withOptions)('$line takes all that it may be given at once', async (called) => {
  const { line, operation } = called;
  const sample = whole(called, await prepared(line));
  const { status, json, bytes } = await world.call(lineTo(line, sample), asCall(world, operation, sample));
  await world.quiet(sample);
  if (operation.answer.envelope === 'binary') expect([status, json]).toEqual([200, undefined]);
  else {
    const answered = `HTTP ${status} ${bytes.toString('utf8', 0, 300)} to ${JSON.stringify(sample)}`;
    if (operation.answer.envelope !== 'bare') expect(json?.code, answered).toBe(sample.instead?.code ?? 200);
    if (sample.instead === undefined) expect(faultsOf(operation, json), answered).toEqual([]);
  }
  for (const [lines, check] of EFFECTS) if (lines.test(line)) await check(sample, json);
  calledCount += 1;
});
