import { BodyType, decodeMessageBody, MetaNamespace, OperationType } from '@warbler/protocol';
import { type Cloud, DeployedClient, startCloud, type TestUser } from '@warbler/test-kit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { operate } from './operate.ts';
import { shownBy } from './verify-sync.ts';

interface Answer {
  readonly code: number;
  readonly data: { readonly messages: readonly { readonly content: string; readonly from_xid: { uid: number } }[] };
  readonly msg_ids?: readonly number[];
}

describe('what backends send', () => {
  let cloud: Cloud;
  let person: TestUser;
  let bot: TestUser;
  let phone: DeployedClient;
  let worker: DeployedClient;

  beforeAll(async () => {
    cloud = await startCloud({ limits: { botReplyMs: 5000, broadcastStep: 2 } });
    [person, bot] = cloud.users as [TestUser, TestUser];
    const logIn = async (user: TestUser) =>
      DeployedClient.logIn({
        url: cloud.url,
        transport: 'websocket',
        userId: user.userId,
        token: await cloud.rest.logIn(user),
        deviceGuid: 'phone',
        isSyncing: true,
      });
    [phone, worker] = [await logIn(person), await logIn(bot)];
  });
  afterAll(async () => {
    for (const client of [phone, worker]) client.disconnect();
    await cloud.stop();
  });

  const post = (path: string, body: object) => cloud.rest.call('POST', path, body, cloud.adminToken) as Promise<Answer>;
  const text = (content: string) => ({ type: 1, content_type: 0, content });
  const textsAt = (client: DeployedClient, conversation: number) =>
    client.messages(conversation).map(({ body }) => body.content);

  test('is pushed to the receiver and to the sender’s own devices', async () => {
    const body = { ...text('from nowhere'), from_user_id: bot.userId, targets: [person.userId] };
    await post('/message/send', body);
    await vi.waitFor(() => expect(textsAt(phone, bot.userId)).toContain('from nowhere'));
    await vi.waitFor(() => expect(textsAt(worker, person.userId)).toContain('from nowhere'));
  });

  test('is not stored, but heard, when it is for those online only', async () => {
    const heard = phone.nextSync(({ metas }) =>
      metas.some(({ ns, payload }) => ns === MetaNamespace.MESSAGE && decodeMessageBody(payload).content === 'tick'),
    );
    await post('/message/send', {
      ...text('tick'),
      from_user_id: bot.userId,
      targets: [person.userId],
      online_only: 1,
    });
    expect((await heard).nextKey).toBe(0);
  });

  test('a stream to those online only is heard there piece by piece, and later devices get the whole from the end', async () => {
    const heard = (content: string) =>
      phone.nextSync(({ metas }) =>
        metas.some(({ ns, payload }) => ns === MetaNamespace.MESSAGE && decodeMessageBody(payload).content === content),
      );
    const send = (fields: object) =>
      post('/message/send', { ...text(''), from_user_id: bot.userId, targets: [person.userId], ...fields });
    const { msg_ids = [] } = await send({ content: 'rain' });
    const [related_mid] = msg_ids;
    for (const content of [' and', ' snow']) {
      const piece = heard(content);
      await send({ content_type: 11, content, related_mid, online_only: true });
      expect((await piece).nextKey).toBe(0);
    }
    const shownOn = (device: DeployedClient) => shownBy(device, bot.userId).at(-1);
    expect(shownOn(phone)?.content).toBe('rain and snow');
    await send({ content_type: 12, content: 'rain and snow!', related_mid });
    await vi.waitFor(() => expect(shownOn(phone)?.content).toBe('rain and snow!'));
  });

  test('a bot that streams: the asking call returns what it said in the end', async () => {
    const asked = worker.nextSync(({ metas }) =>
      metas.some(({ ns, payload }) => ns === MetaNamespace.MESSAGE && decodeMessageBody(payload).content === 'why?'),
    );
    const answer = post('/ai/message/send', { ...text('why?'), from_user_id: person.userId, targets: [bot.userId] });
    await asked;
    const ext = (finish: boolean) => JSON.stringify({ ai: { role: 'ai', stream: true, finish } });
    const { serverMid } = await worker.sendBody(person.userId, worker.nextClientMid(), {
      type: BodyType.CHAT,
      content: 'be',
      ext: ext(false),
    });
    await operate(worker, person.userId, OperationType.APPEND, serverMid, { content: 'cau', ext: ext(false) });
    await operate(worker, person.userId, OperationType.APPEND, serverMid, { content: 'se', ext: ext(true) });
    const { code, data } = await answer;
    expect(code).toBe(200);
    expect(data.messages).toMatchObject([{ content: 'because', from_xid: { uid: bot.userId } }]);
  });

  test('a broadcast that a restart cut off goes on, and reaches nobody twice', async () => {
    for (let index = 0; index < 7; index += 1) await cloud.register(`crowd_${index}`);
    await post('/message/broadcast', text('to all of you'));
    await cloud.restart();
    const id = 1;
    const progress = async () =>
      cloud.rest.call<{ sent: number; total: number; done: boolean }>(
        'GET',
        `/message/broadcast?broadcast_id=${id}`,
        undefined,
        cloud.adminToken,
      );
    await vi.waitFor(async () => expect((await progress()).data).toMatchObject({ done: true, sent: 10, total: 10 }));
    await phone.connect();
    await phone.provision();
    await phone.pullAll(0);
    expect(textsAt(phone, 0).filter((content) => content === 'to all of you')).toHaveLength(1);
    expect((await phone.unread()).unread.get(0)).toBe(1);
  });
});
