import { type ClientMessageId, type DeviceSn, encodeMessageBody, MetaNamespace, type UserId } from '@warbler/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MetaKind, pairOf } from '../../src/messages/index.ts';
import { createTestHttp, type Loose, type TestHttp } from './test-http.ts';

let server: TestHttp;
let token: string;
const mids: number[] = [];

beforeAll(async () => {
  server = await createTestHttp();
  token = await server.tokenOf('alice');
  const { alice, bob } = server.ids;
  await send(alice, bob, 0);
  await send(bob, alice, 1);
  await send(bob, alice, 2);
});
afterAll(() => server.stop());

async function send(from: UserId, to: UserId, index: number): Promise<void> {
  const payload = encodeMessageBody({
    content: `text ${index}`,
    ctype: index,
    ext: `{"n":${index}}`,
    attachment: '{"url":"u"}',
    config: '{}',
  });
  const { mid } = await server.log.append({
    pair: pairOf(server.app.appId, from, to),
    kind: MetaKind.counted,
    from,
    fromSn: 3 as DeviceSn,
    to,
    audience: 'everyone',
    clientMid: (1000 + index) as ClientMessageId,
    namespace: MetaNamespace.MESSAGE,
    payload,
    nowMs: 1_700_000_000_000 + index,
  });
  mids.push(mid);
}

const history = (query: Record<string, string | number>) => server.call('GET /message/conversation', { token, query });

describe('history', () => {
  test('comes newest first in the shape of the contract', async () => {
    const { alice, bob } = server.ids;
    const { data } = await history({ opposite_id: bob, msg_id_start: 0, limit: 10 });
    expect(data).toMatchObject({ is_last: true, next_msg_id: 0 });
    expect(data.messages.map((message: Loose) => message.msg_id)).toEqual(mids.toReversed());
    expect(data.messages[0]).toEqual({
      msg_id: mids[2],
      from_xid: { uid: bob, device_sn: 3 },
      to_xid: { uid: alice },
      timestamp: 1_700_000_000_002,
      ctype: 'AUDIO',
      content: 'text 2',
      ext: '{"n":2}',
      config: '{}',
      attachment: '{"url":"u"}',
      status: 'UNREAD',
    });
    expect(data.messages.map((message: Loose) => message.ctype)).toEqual(['AUDIO', 'IMAGE', 'TEXT']);
  });

  test('walks backwards by next_msg_id until is_last', async () => {
    const seen: number[] = [];
    let start = 0;
    for (;;) {
      const { data } = await history({ opposite_id: server.ids.bob, msg_id_start: start, limit: 1 });
      seen.push(...data.messages.map((message: Loose) => message.msg_id));
      if (data.is_last) break;
      start = data.next_msg_id;
    }
    expect(seen).toEqual(mids.toReversed());
  });

  test('of a stranger is an empty last page; a limit past ours is cut, 0 is refused', async () => {
    const stranger = await history({ opposite_id: server.ids.carol, msg_id_start: 0, limit: 100_000 });
    expect(stranger.data).toEqual({ messages: [], next_msg_id: 0, is_last: true });
    const none = await history({ opposite_id: server.ids.bob, msg_id_start: 0, limit: 0 });
    expect(none).toMatchObject({ code: 10002, message: expect.stringContaining('limit') });
  });
});

test('unread lists every conversation with its count', async () => {
  expect((await server.call('GET /message/unread', { token })).data).toEqual([
    { conversation_id: { uid: server.ids.bob }, num: 2 },
  ]);
  const bob = await server.tokenOf('bob');
  expect((await server.call('GET /message/unread', { token: bob })).data).toEqual([
    { conversation_id: { uid: server.ids.alice }, num: expect.any(Number) },
  ]);
});
