import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHttp, type Loose, makeOtherApp, type TestHttp } from './test-http.ts';

let server: TestHttp;
let admin: string;
let alice: string;
let bob: string;
beforeAll(async () => {
  server = await createTestHttp({}, { targetsPerSend: 3, broadcastStep: 2, transactionMs: 60_000, botReplyMs: 200 });
  admin = server.accounts.issueAdminToken(server.app);
  alice = await server.tokenOf('alice');
  bob = await server.tokenOf('bob');
});
afterAll(() => server.stop());

const text = (content: string) => ({ type: 1, content_type: 0, content });
const send = (body: object, token = admin, headers = {}) =>
  server.call('POST /message/send', { token, body, headers }) as Promise<Loose>;
const idOf = (name: 'alice' | 'bob' | 'carol') => server.ids[name];
const historyOf = async (token: string, opposite: number) =>
  (
    await server.call('GET /message/conversation', {
      token,
      query: { opposite_id: opposite, msg_id_start: 0, limit: 50 },
    })
  ).data.messages as Loose[];

describe('/message/send', () => {
  test('a backend sends as a user, with ids as text, and is told the id of a single message', async () => {
    const answer = await send({
      ...text('from the backend'),
      from_user_id: String(idOf('alice')),
      targets: [String(idOf('bob'))],
      config: '{"antispam_prompt":"x"}',
      ext: '{"ai":{"role":"ai"}}',
    });
    expect([answer.code, answer.data]).toEqual([200, true]);
    const [newest] = await historyOf(bob, idOf('alice'));
    expect(newest).toMatchObject({
      msg_id: answer.msgIds[0],
      content: 'from the backend',
      ctype: 'TEXT',
      config: '{"antispam_prompt":"x"}',
      ext: '{"ai":{"role":"ai"}}',
      from_xid: { uid: idOf('alice') },
    });
  });

  test('to several targets it tells no ids, and sends all of them or, when one is not there, none', async () => {
    const targets = [idOf('bob'), idOf('carol')];
    const answer = await send({ ...text('to two'), from_user_id: idOf('alice'), targets });
    expect([answer.code, answer.msgIds]).toEqual([200, undefined]);
    const carol = await server.tokenOf('carol');
    for (const token of [bob, carol]) expect((await historyOf(token, idOf('alice')))[0].content).toBe('to two');
    const refused = await send({
      ...text('to nobody'),
      from_user_id: idOf('alice'),
      targets: [idOf('bob'), 2_000_002],
    });
    expect(refused.code).toBe(10000);
    expect(refused.message).toContain('2000002');
    expect((await historyOf(bob, idOf('alice')))[0].content).toBe('to two');
  });

  test('a user sends as themselves only', async () => {
    const answer = await send({ ...text('mine'), targets: [idOf('bob')] }, alice);
    expect(answer.code).toBe(200);
    const other = await send({ ...text('not mine'), targets: [idOf('bob')], from_user_id: idOf('carol') }, alice);
    expect(other.code).toBe(10010);
    expect((await historyOf(bob, idOf('alice')))[0].content).toBe('mine');
  });

  test('an admin token must say who sends, in the body or by the header', async () => {
    expect((await send({ ...text('?'), targets: [idOf('bob')] })).code).toBe(10002);
    const headers = { user_id: String(idOf('carol')) };
    expect((await send({ ...text('by header'), targets: [idOf('bob')] }, admin, headers)).code).toBe(200);
    expect((await historyOf(bob, idOf('carol')))[0].content).toBe('by header');
    expect((await send({ ...text('?'), from_user_id: 2_000_002, targets: [idOf('bob')] })).code).toBe(10000);
  });

  test('the sender’s rules hold: who is blocked is refused', async () => {
    await server.call('POST /roster/block', { token: bob, query: { user_id: idOf('carol') } });
    const answer = await send({ ...text('let me in'), from_user_id: idOf('carol'), targets: [idOf('bob')] });
    expect(answer.code).toBe(10010);
    await server.call('POST /roster/unblock', { token: bob, query: { user_id: idOf('carol') } });
  });

  test('the same transaction is sent once, whatever it says, until it is forgotten', async () => {
    const body = { from_user_id: idOf('alice'), targets: [idOf('bob')], transaction_id: '77' };
    const first = await send({ ...text('one'), ...body });
    const again = await send({ ...text('two'), ...body });
    expect(again.msgIds).toEqual(first.msgIds);
    expect((await historyOf(bob, idOf('alice')))[0].content).toBe('one');
    const elsewhere = await send({ ...text('three'), ...body, targets: [idOf('carol')] });
    expect(elsewhere.msgIds).not.toEqual(first.msgIds);
    server.passTime(61_000);
    expect((await send({ ...text('four'), ...body })).msgIds).not.toEqual(first.msgIds);
  });

  test('groups get it if the sender is in them', async () => {
    const created = await server.call('POST /group/create', { token: alice, body: { user_list: [idOf('bob')] } });
    const group = created.data.group_id;
    const body = { type: 2, content_type: 0, content: 'hello, group', targets: [group] };
    const sent = await send({ ...body, from_user_id: idOf('bob') });
    expect(sent.code).toBe(200);
    expect((await historyOf(alice, group))[0]).toMatchObject({ msg_id: sent.msgIds[0], content: 'hello, group' });
    expect((await send({ ...body, from_user_id: idOf('carol') })).code).toBe(20002);
    expect((await send({ ...body, type: 1, from_user_id: idOf('bob') })).code).toBe(10002);
  });

  test('operations: read receipt, append, replace and recall, of the message related_mid', async () => {
    const [from, to] = [idOf('alice'), idOf('bob')];
    const { msgIds } = await send({ ...text('first'), from_user_id: from, targets: [to] });
    const [related_mid] = msgIds;
    const about = (content_type: number, content = '', more: object = {}) => ({
      type: 1,
      content_type,
      content,
      from_user_id: from,
      targets: [to],
      related_mid: String(related_mid),
      ...more,
    });
    expect((await send(about(11, ' second'))).code).toBe(200);
    expect((await historyOf(bob, from))[0].content).toBe('first second');
    expect((await send(about(12, 'all new', { ext: '{"ai":{"finish":true}}' }))).code).toBe(200);
    expect((await historyOf(bob, from))[0]).toMatchObject({ content: 'all new', ext: '{"ai":{"finish":true}}' });
    const receipt = { type: 1, content_type: 9, from_user_id: to, targets: [from], related_mid };
    expect((await send(receipt)).code).toBe(200);
    expect((await historyOf(alice, to))[0].status).toBe('READ');
    expect((await send({ ...about(11, 'x'), from_user_id: to, targets: [from] })).code).toBe(10010);
    expect((await send({ ...about(10), related_mid: undefined })).code).toBe(10002);
    // The server API may recall what anybody said.
    expect((await send({ ...about(10), from_user_id: to, targets: [from] })).code).toBe(200);
    expect((await historyOf(bob, from)).map(({ msg_id }) => msg_id)).not.toContain(related_mid);
  });

  test('online only is stored nowhere', async () => {
    const before = (await historyOf(bob, idOf('alice'))).length;
    const body = { ...text('now or never'), from_user_id: idOf('alice'), targets: [idOf('bob')], online_only: true };
    const answer = await send(body);
    expect([answer.code, answer.msgIds]).toEqual([200, undefined]);
    expect(await historyOf(bob, idOf('alice'))).toHaveLength(before);
  });

  test('online only edits are stored nowhere, and are refused like any other', async () => {
    const [from, to] = [idOf('alice'), idOf('bob')];
    const related_mid = (await send({ ...text('be'), from_user_id: from, targets: [to] })).msgIds?.[0];
    const about = (content_type: number, content: string, more: object = {}) => ({
      ...text(content),
      content_type,
      from_user_id: from,
      targets: [to],
      related_mid,
      online_only: true,
      ...more,
    });
    for (const type of [11, 12]) expect((await send(about(type, 'cause'))).code).toBe(200);
    const [stored] = await historyOf(bob, from);
    expect([stored?.content, stored?.edit_timestamp]).toEqual(['be', undefined]);
    expect((await send(about(11, 'x', { from_user_id: to, targets: [from] }))).code).toBe(10010);
    expect((await send(about(11, 'x', { related_mid: related_mid! + 1 }))).code).toBe(10002);
    expect((await send(about(11, 'x'.repeat(65_536)))).code).toBe(10002);
    expect((await send(about(12, 'because', { online_only: false }))).code).toBe(200);
    expect((await historyOf(bob, from))[0].content).toBe('because');
  });

  test('too many targets, too long texts and mixed targets are refused', async () => {
    const many = [2, 4, 6, 8].map((id) => 2_000_000 + id);
    expect((await send({ ...text('x'), from_user_id: idOf('alice'), targets: many })).code).toBe(10002);
    const long = 'x'.repeat(70_000);
    expect((await send({ ...text(long), from_user_id: idOf('alice'), targets: [idOf('bob')] })).code).toBe(10002);
    expect((await send({ ...text('x'), from_user_id: idOf('alice'), targets: [idOf('bob'), 2_000_001] })).code).toBe(
      10002,
    );
    expect((await send({ ...text('x'), from_user_id: idOf('alice'), targets: [0] })).code).toBe(10002);
  });

  test('another app’s users are nobody here', async () => {
    const other = await makeOtherApp(server);
    const token = server.accounts.issueAdminToken(other);
    const body = { ...text('over there'), from_user_id: idOf('alice'), targets: [idOf('bob')] };
    expect((await server.call('POST /message/send', { token, body, appId: 'other' })).code).toBe(10000);
    expect((await server.call('POST /message/send', { token, body })).code).toBe(402);
  });
});

describe('/message/notify', () => {
  const notify = (body: object, token = admin) =>
    server.call('POST /message/notify', { token, body }) as Promise<Loose>;

  test('reaches users in their system conversation, unread, whoever they block', async () => {
    const answer = await notify({ ...text('maintenance tonight'), targets: [idOf('bob')] });
    expect(answer.code).toBe(200);
    const [newest] = await historyOf(bob, 0);
    expect(newest).toMatchObject({ msg_id: answer.msgIds[0], content: 'maintenance tonight', from_xid: { uid: 0 } });
    const { data } = await server.call('GET /message/unread', { token: bob });
    expect(data.find((row: Loose) => row.conversation_id.uid === 0).num).toBeGreaterThan(0);
  });

  test('reaches groups that everyone is silenced in', async () => {
    const created = await server.call('POST /group/create', { token: alice, body: { user_list: [idOf('bob')] } });
    const group_id = created.data.group_id;
    await server.call('POST /group/settings/ban_all', { token: alice, body: { group_id, duration: -1 } });
    const answer = await notify({ type: 2, content_type: 0, content: 'closed', targets: [group_id] });
    expect(answer.code).toBe(200);
    expect((await historyOf(bob, group_id))[0]).toMatchObject({ msg_id: answer.msgIds[0], content: 'closed' });
  });

  test('is for admin tokens, and is no operation; what is not there is named', async () => {
    expect((await notify({ ...text('x'), targets: [idOf('bob')] }, alice)).code).toBe(10010);
    expect((await notify({ ...text('x'), content_type: 10, targets: [idOf('bob')] })).code).toBe(10002);
    const missing = await notify({ ...text('x'), targets: [2_000_002] });
    expect([missing.code, missing.message]).toEqual([10000, expect.stringContaining('2000002')]);
    expect((await notify({ ...text('x'), type: 2, targets: [2_000_001] })).code).toBe(20001);
  });
});

describe('/message/broadcast', () => {
  const broadcast = (body: object, token = admin) =>
    server.call('POST /message/broadcast', { token, body }) as Promise<Loose>;
  const progressOf = (id: number, token = admin) =>
    server.call('GET /message/broadcast', { token, query: { broadcast_id: id } }) as Promise<Loose>;

  test('reaches every user once, in the background', async () => {
    const { data } = await broadcast({ ...text('hello, everyone') });
    expect(data).toMatchObject({ success: true, send_num: 3 });
    await expect
      .poll(async () => (await progressOf(data.broadcast_id)).data)
      .toEqual({ sent: 3, total: 3, done: true });
    for (const name of ['alice', 'bob', 'carol'] as const) {
      const messages = await historyOf(await server.tokenOf(name), 0);
      expect(messages.filter(({ content }) => content === 'hello, everyone')).toHaveLength(1);
    }
  });

  test('is for admin tokens of the app, with contents only, to users only', async () => {
    expect((await broadcast(text('x'), alice)).code).toBe(10010);
    expect((await broadcast({ ...text('x'), type: 2 })).code).toBe(10002);
    expect((await broadcast({ ...text('x'), content_type: 7 })).code).toBe(10002);
    expect((await broadcast({ content: 'x' })).code).toBe(10002);
    expect((await broadcast(text('x'.repeat(70_000)))).code).toBe(10002);
    expect((await progressOf(999)).code).toBe(10002);
    const other = server.accounts.issueAdminToken(await makeOtherApp(server));
    const { data } = await broadcast(text('ours'));
    const foreign = { token: other, appId: 'other', query: { broadcast_id: data.broadcast_id } };
    expect((await server.call('GET /message/broadcast', foreign)).code).toBe(10002);
  });
});

describe('/ai/message/send', () => {
  test('says so when the bot does not answer in time', async () => {
    const body = { ...text('anybody there?'), targets: [idOf('bob')] };
    const answer = await server.call('POST /ai/message/send', { token: alice, body });
    expect([answer.code, answer.message]).toEqual([20000, expect.stringContaining('did not answer')]);
    expect((await historyOf(bob, idOf('alice')))[0].content).toBe('anybody there?');
  });

  test('asks one bot', async () => {
    const body = { ...text('?'), targets: [idOf('bob'), idOf('carol')] };
    expect((await server.call('POST /ai/message/send', { token: alice, body })).code).toBe(10002);
  });
});
