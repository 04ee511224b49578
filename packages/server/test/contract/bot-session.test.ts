import { BodyType, decodeMessageBody, type Meta, MetaNamespace, OperationType } from '@warbler/protocol';
import { DeployedClient } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { shownBy } from '../cloud/verify-sync.ts';
import { type ContractWorld, type Loose, type Person, startContractWorld } from './contract-world.ts';

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A typical bot: a connector that holds an admin token, speaks REST only, and knows ids as the text it once got. */
class Connector {
  readonly world: ContractWorld;
  readonly userId: string;

  constructor(world: ContractWorld, { userId }: Person) {
    this.world = world;
    this.userId = String(userId);
  }

  /** POST /message/send as connectors fill it in: ids as text, config and ext as JSON text. */
  async send(target: string, fields: object = {}, type = 1): Promise<string | undefined> {
    const body = {
      type,
      from_user_id: this.userId,
      targets: [target],
      content_type: 0,
      content: '',
      config: JSON.stringify({ antispam_prompt: 'not allowed' }),
      attachment: '',
      related_mid: '',
      online_only: false,
      ...fields,
    };
    const { related_mid, ...rest } = body;
    const { json } = await this.world.call('POST /message/send', {
      token: this.world.admin,
      body: related_mid === '' ? rest : body,
    });
    expect(json).toMatchObject({ code: 200, data: true });
    return json.msg_ids === undefined ? undefined : String(json.msg_ids[0]);
  }

  /** Any other call, in the bot's name. */
  as(line: string, call: { readonly query?: Record<string, unknown>; readonly body?: unknown } = {}): Promise<Loose> {
    return this.world.must(line, { ...call, token: this.world.admin, headers: { user_id: this.userId } });
  }

  /** What a stream says of itself. */
  static ext(seq: number, finish: boolean): string {
    return JSON.stringify({ ai: { role: 'ai', stream: true, stream_interval: 3, seq, finish } });
  }
}

let world: ContractWorld;
let person: Person;
let bot: Connector;
let phone: DeployedClient;
let botId: number;

beforeAll(async () => {
  world = await startContractWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  const chatbot = await world.newcomer();
  botId = chatbot.userId;
  bot = new Connector(world, chatbot);
  person = await world.newcomer();
  phone = await logIn('phone');
});
afterEach(() => phone.disconnect());

function logIn(deviceGuid: string): Promise<DeployedClient> {
  const { userId, token } = person;
  return DeployedClient.logIn({ url: world.cloud.url, transport: 'websocket', userId, token, deviceGuid });
}

const shown = (client: DeployedClient, conversation = botId) =>
  shownBy(client, conversation).map(({ content }) => content);

const unreadOf = async (client: DeployedClient) => (await client.unread()).unread.get(botId) ?? 0;

describe('a bot by REST', () => {
  test('reads a question and says so: the person sees the receipt, and the bot has nothing unread', async () => {
    const { serverMid } = await phone.sendText(botId, 'why is it wet?', { ext: '{"ai":{"preset_name":"default"}}' });
    expect(await bot.as('GET /message/unread')).toEqual([{ conversation_id: { uid: person.userId }, num: 1 }]);
    const query = { opposite_id: String(person.userId), msg_id_start: '0', limit: '20' };
    const { messages } = await bot.as('GET /message/conversation', { query });
    expect(messages).toMatchObject([{ msg_id: serverMid, content: 'why is it wet?', ctype: 'TEXT' }]);

    const receipt = phone.nextSync(({ metas }) => metas.some((meta) => operationOf(meta)?.mid === serverMid));
    await bot.send(String(person.userId), { content_type: 9, related_mid: String(messages[0].msg_id) });
    expect((await receipt).metas.map(operationOf)).toMatchObject([{ type: OperationType.READ_ACK, mid: serverMid }]);
    expect(await bot.as('GET /message/unread')).toEqual([{ conversation_id: { uid: person.userId }, num: 0 }]);
    const asked = { conversation_id: botId, msg_id: serverMid };
    expect(await world.must('GET /message/receipts', { as: person, query: asked })).toMatchObject({
      user_ids: [botId],
      counts: { read: 1, unread: 0 },
    });
  });

  test('streams an answer: it grows before the eyes of the person, counts once, and is whole everywhere', async () => {
    const to = String(person.userId);
    const mid = await bot.send(to, { content: 'Because', ext: Connector.ext(1, false) });
    expect(mid).toMatch(/^\d+$/);
    await vi.waitFor(() => expect(shown(phone)).toEqual(['Because']));
    const parts = [' it', ' has', ' been rain'];
    for (const [index, content] of parts.entries()) {
      const ext = Connector.ext(index + 2, false);
      await bot.send(to, { content_type: 11, content, ext, related_mid: mid, online_only: true });
    }
    await vi.waitFor(() => expect(shown(phone)).toEqual(['Because it has been rain']));
    const whole = 'Because it has been raining.';
    await bot.send(to, { content_type: 12, content: whole, ext: Connector.ext(5, true), related_mid: mid });
    await vi.waitFor(() => expect(shown(phone)).toEqual([whole]));

    expect(await unreadOf(phone)).toBe(1);
    const tablet = await logIn('tablet');
    await tablet.pullAll(botId);
    expect(shown(tablet)).toEqual([whole]);
    expect(await unreadOf(tablet)).toBe(1);
    const [message] = shownBy(tablet, botId);
    expect(JSON.parse(message!.ext)).toMatchObject({ ai: { role: 'ai', seq: 5, finish: true } });
    expect(JSON.parse(message!.config)).toMatchObject({ antispam_prompt: 'not allowed' });
    const query = { opposite_id: botId, msg_id_start: 0, limit: 20 };
    const { messages } = await world.must('GET /message/conversation', { as: person, query });
    expect(messages).toMatchObject([{ msg_id: Number(mid), content: whole }]);

    await phone.sendReceipt(botId, OperationType.READ_ACK, Number(mid));
    expect(await unreadOf(tablet)).toBe(0);
    tablet.disconnect();
    const asked = { conversation_id: to, msg_id: mid };
    expect((await bot.as('GET /message/receipts', { query: asked })).counts).toMatchObject({ read: 1, unread: 0 });
  });

  test('is asked and answers in one call, having read the question before it answers', async () => {
    const question = { type: 1, content_type: 0, content: 'why?', targets: [botId] };
    const answer = world.must('POST /ai/message/send', { as: person, body: question });
    const mid: number = await vi.waitFor(async () => {
      const query = { opposite_id: person.userId, msg_id_start: 0, limit: 1 };
      const { messages } = await bot.as('GET /message/conversation', { query });
      expect(messages).toHaveLength(1);
      return messages[0].msg_id;
    });
    await bot.send(String(person.userId), { content_type: 9, related_mid: String(mid) });
    await bot.send(String(person.userId), { content: 'Because.', ext: '{"ai":{"role":"ai"}}' });
    expect(await answer).toMatchObject({ messages: [{ content: 'Because.', from_xid: { uid: botId } }] });
  });

  test('repeats itself after a timeout, and is heard once', async () => {
    const message = { content: 'hello', transaction_id: '4711' };
    const [first, again] = [
      await bot.send(String(person.userId), message),
      await bot.send(String(person.userId), message),
    ];
    expect([undefined, first]).toContain(again);
    await bot.send(String(person.userId), { content: 'goodbye' });
    await vi.waitFor(() => expect(shown(phone)).toEqual(['hello', 'goodbye']));
    expect(await unreadOf(phone)).toBe(2);
  });

  test('sends a picture: the person gets it, and so does a program that only has the address', async () => {
    const query = { file_type: '102', to_id: String(person.userId), to_type: '1' };
    const { upload_url, oss_body_param, download_url } = await bot.as('GET /file/upload/chat', { query });
    const form = new FormData();
    for (const [name, value] of Object.entries<string>(oss_body_param)) form.append(name, value);
    form.append('file', new Blob([PICTURE], { type: 'image/png' }), 'umbrella.png');
    expect((await world.call(`POST ${upload_url}`, { body: form })).status).toBe(200);
    const attachment = { url: download_url, dName: 'umbrella.png', fLen: PICTURE.length, width: 1, height: 1 };
    await bot.send(String(person.userId), { content_type: 1, attachment: JSON.stringify(attachment) });

    await vi.waitFor(() => expect(phone.messages(botId)).toHaveLength(1));
    const { attachment: received } = phone.messages(botId)[0]!.body;
    const { url } = JSON.parse(received);
    // What a client appends to show it.
    const asClient = await fetch(`${url}&access-token=${person.token}&app_id=${world.cloud.appId}`);
    expect(Buffer.from(await asClient.arrayBuffer())).toEqual(PICTURE);

    const found = await world.call(`GET ${url}`, { token: world.admin, query: { image_type: 1 } });
    expect(found.status).toBe(302);
    const passedOn = await fetch(new URL(found.headers.get('location')!, world.cloud.url));
    expect(Buffer.from(await passedOn.arrayBuffer())).toEqual(PICTURE);
  });

  test('renames its group in the name of the group, and talks in it', async () => {
    const body = { name: 'rain', user_list: [botId] };
    const { group_id } = await world.must('POST /group/create', { as: person, body });
    const name = { group_id: String(group_id), value: 'rain and shine' };
    const headers = { group_id: String(group_id) };
    await world.must('POST /group/info/name', { token: world.admin, headers, body: name });
    expect(await world.must('GET /group/info', { as: person, query: { group_id } })).toMatchObject({
      name: 'rain and shine',
    });

    const ext = Connector.ext(1, false);
    const mid = await bot.send(String(group_id), { content: 'It', ext }, 2);
    await bot.send(String(group_id), { content_type: 11, content: ' clears', related_mid: mid, online_only: true }, 2);
    await bot.send(String(group_id), { content_type: 12, content: 'It clears up.', related_mid: mid }, 2);
    await vi.waitFor(() => expect(shown(phone, group_id)).toEqual(['It clears up.']));
  });

  test('has a profile that it keeps itself', async () => {
    await bot.as('POST /user/profile', { body: { nick_name: 'Weather', public_info: '{"manufacturer":"us"}' } });
    await bot.as('POST /user/avatar', { body: { avatar: 'https://example.com/weather.png?size=1' } });
    expect(await bot.as('GET /user/profile')).toMatchObject({ user_id: botId, nick_name: 'Weather' });
    const query = { user_id: botId };
    expect(await world.must('GET /roster/id', { as: person, query })).toMatchObject({ nick_name: 'Weather' });
  });
});

function operationOf({ ns, payload }: Meta) {
  if (ns !== MetaNamespace.MESSAGE) return undefined;
  const { type, operation } = decodeMessageBody(payload);
  return type === BodyType.OPER ? operation : undefined;
}
