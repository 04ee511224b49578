import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { BodyType, MetaNamespace, StatusCode } from '@warbler/protocol';
import { type Cloud, DeployedClient, startCloud } from '@warbler/test-kit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const MEMBERS = 100_000;
const ONLINE_USERS = 50;
const DEVICES_EACH = 20;

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud({ limits: { groupMembers: 200_000, devicesPerUser: DEVICES_EACH } });
});
afterAll(() => cloud.stop());

/**
 * Runs SQL on the cloud's file from another process: two SQLite libraries in one process undo each other's file locks.
 *
 * @returns what the last statement gave
 */
function outside<Row>(...statements: readonly string[]): Row {
  const path = JSON.stringify(join(cloud.dataDir, 'warbler.db'));
  const script = `const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(${path});
    database.exec('pragma busy_timeout = 5000');
    const statements = ${JSON.stringify(statements)};
    for (const statement of statements.slice(0, -1)) database.exec(statement);
    console.log(JSON.stringify(database.prepare(statements.at(-1)).get()));
    database.close();`;
  return JSON.parse(execFileSync(process.execPath, ['--no-warnings', '-e', script], { encoding: 'utf8' })) as Row;
}

/** Members who never came: written straight into the tables, since a hundred thousand passwords take an hour. */
function fillUp(groupId: number, count: number): void {
  const ids = `with recursive ids (id) as (select 2 union all select id + 2 from ids limit ${count})`;
  const { total } = outside<{ total: number }>(
    'begin immediate',
    `insert into group_members (app_id, group_id, user_id, joined_at) ${ids}
      select g.app_id, g.group_id, id, 1 from ids, groups g where g.group_id = ${groupId}`,
    `insert into conversation_members (user_id, conversation_id, peer_id) ${ids}
      select ids.id, c.id, ${groupId} from ids, conversations c where c.low_id = ${groupId}`,
    `update groups set member_count = member_count + ${count} where group_id = ${groupId}`,
    'commit',
    `select count(*) as total from group_members where group_id = ${groupId}`,
  );
  expect(total).toBe(MEMBERS);
}

const rowCounts = () =>
  outside<Record<string, number>>(`select (select count(*) from messages) as messages,
    (select count(*) from conversation_members) as members, (select count(*) from read_marks) as marks`);

test('a message to 100,000 members is one row, and reaches each of 1,000 devices online once', async () => {
  const devices: DeployedClient[] = [];
  const users = [];
  for (let index = 0; index < ONLINE_USERS; index += 1) users.push(await cloud.register(`online_${index}`));
  const tokens = await Promise.all(users.map((user) => cloud.rest.logIn(user)));
  const [owner] = users;
  const { group_id: group } = await cloud.rest.post<{ group_id: number }>(
    '/group/create',
    { name: 'everyone', user_list: users.map(({ userId }) => userId) },
    tokens[0],
  );
  fillUp(group, MEMBERS - ONLINE_USERS);
  const info = await cloud.rest.get<{ count: number }>(`/group/info?group_id=${group}`, tokens[0]);
  expect(info.count).toBe(MEMBERS);

  for (const [index, { userId }] of users.entries()) {
    const logins = Array.from({ length: DEVICES_EACH }, (_, device) =>
      DeployedClient.logIn({
        url: cloud.url,
        transport: 'websocket',
        userId,
        token: tokens[index] as string,
        deviceGuid: `device ${device}`,
        isSyncing: true,
      }),
    );
    devices.push(...(await Promise.all(logins)));
  }
  const sender = devices[0] as DeployedClient;
  const receivers = devices.slice(1);
  expect(sender.options.userId).toBe(owner?.userId);
  const before = rowCounts();
  const answer = await sender.sendText(group, 'hello, everyone', { type: BodyType.GROUPCHAT } as never);
  expect(answer.status?.code).toBe(StatusCode.OK);
  const messagesAt = (device: DeployedClient) =>
    [...(device.received.get(group)?.values() ?? [])].filter(({ ns }) => ns === MetaNamespace.MESSAGE);
  await vi.waitFor(() => expect(receivers.filter((device) => messagesAt(device).length === 0)).toHaveLength(0), {
    timeout: 20_000,
  });
  const arrivals = receivers.map(
    (device) =>
      device.frames.filter(
        (frame) => frame.kind === 'sync' && frame.sync.metas.some(({ id }) => id === answer.serverMid),
      ).length,
  );
  expect(arrivals).toEqual(receivers.map(() => 1));
  const after = rowCounts();
  expect(after).toEqual({ ...before, messages: (before.messages ?? 0) + 1 });
  for (const device of receivers.filter((_, index) => index % DEVICES_EACH === DEVICES_EACH - 1)) {
    expect((await device.unread()).unread.get(group)).toBe(1);
  }
  expect((await sender.unread()).unread.get(group)).toBe(0);
  for (const device of devices) device.disconnect();
});
