import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweepApp } from '../../src/retention/index.ts';
import { createTestHttp, type Loose, type TestHttp } from './test-http.ts';

const DAY_MS = 86_400_000;

let server: TestHttp;
let tokens: Readonly<Record<'alice' | 'bob', string>>;
beforeAll(async () => {
  server = await createTestHttp({}, { tokenLifetimeMs: 90 * DAY_MS });
  tokens = { alice: await server.tokenOf('alice'), bob: await server.tokenOf('bob') };
});
afterAll(() => server.stop());

const sweep = (days: number) =>
  sweepApp(
    { storage: server.storage, stepRows: 3, isWanted: () => true },
    { appId: server.app.appId, days, nowMs: server.now() },
  );
const rowsOf = async (table: string, group: number) => {
  const sql = `select count(*) as count from ${table} where conversation_id in (select id from conversations where low_id = ?)`;
  const { rows } = await server.storage.call('sql.run', { sql, parameters: [group] });
  return (rows[0] as Loose).count;
};
const act = async (line: string, who: 'alice' | 'bob', call: Loose) => {
  const answer = await server.call(line, { token: tokens[who], ...call });
  if (answer.code !== 200) throw new Error(`${line}: ${answer.code} ${answer.message}`);
  return answer;
};
const makeGroup = async () => {
  const body = { name: 'quiet', user_list: [server.ids.bob] };
  return (await act('POST /group/create', 'alice', { body })).data.group_id as number;
};
const say = async (group_id: number) =>
  (
    await act('POST /message/send', 'alice', {
      body: { type: 2, content_type: 0, content: 'hello', targets: [group_id] },
    })
  ).msgIds?.[0];

test('what members of a quiet group did themselves goes as well, after its last message went', async () => {
  const group_id = await makeGroup();
  await say(group_id);
  server.passTime(DAY_MS);
  await act('DELETE /message/conversation', 'bob', { query: { conversation_id: group_id } });
  expect(await rowsOf('personal_metas', group_id)).toBe(1);
  server.passTime(1.5 * DAY_MS);
  await sweep(2);
  expect([await rowsOf('messages', group_id), await rowsOf('personal_metas', group_id)]).toEqual([0, 1]);
  server.passTime(DAY_MS);
  await sweep(2);
  expect(await rowsOf('personal_metas', group_id)).toBe(0);
});

test('what a member marked as read before they blocked the group goes, and they begin anew when they unblock it', async () => {
  const group_id = await makeGroup();
  const msg_ids = [await say(group_id), await say(group_id), await say(group_id)];
  await act('GET /message/ack', 'bob', { query: { conversation_id: group_id, msg_id: msg_ids[1], device_sn: 0 } });
  expect(await rowsOf('read_marks', group_id)).toBe(1);
  await act('POST /group/msg/mute_mode', 'bob', { body: { group_id, msg_mute_mode: 2 } });
  server.passTime(3 * DAY_MS);
  await sweep(2);
  expect([await rowsOf('messages', group_id), await rowsOf('read_marks', group_id)]).toEqual([0, 0]);
  await act('POST /group/msg/mute_mode', 'bob', { body: { group_id, msg_mute_mode: 0 } });
  await say(group_id);
  const { data } = await act('GET /message/unread', 'bob', {});
  expect(data).toContainEqual({ conversation_id: { uid: group_id }, num: 1 });
});
