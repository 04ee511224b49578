import { type Cloud, StockClient, startCloud, type TestUser } from '@warbler/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';

let cloud: Cloud;
const clients: StockClient[] = [];
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(async () => {
  for (const client of clients) client.disconnect();
  await cloud.stop();
});

async function logIn(user: TestUser): Promise<StockClient> {
  const client = new StockClient({ url: cloud.url, userId: user.userId, token: await cloud.rest.logIn(user) });
  await client.logIn();
  clients.push(client);
  return client;
}

test('two stock clients speaking the frames of the vectors chat, with receipts', async () => {
  const [alice, bob] = cloud.users as [TestUser, TestUser];
  const [hers, his] = [await logIn(alice), await logIn(bob)];
  const first = await hers.say(bob.userId, 'hello, 世界 👋');
  await his.until(() => his.texts.length === 1);
  expect(his.texts).toEqual([{ from: alice.userId, text: 'hello, 世界 👋', mid: first }]);
  await hers.until(() => hers.receipts.some(({ mid, isRead }) => mid === first && isRead));
  for (let count = 0; count < 20; count += 1) await his.say(alice.userId, `answer ${count}`);
  await hers.until(() => hers.texts.length === 20);
  expect(hers.texts.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, count) => `answer ${count}`));
});
