import { type Cloud, StockClient, startCloud, type TestUser } from '@warbler/test-kit';
import { launchChromium } from '@warbler/test-kit/chromium';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bubble, logIn, openChat, say, webRoot } from './browser.ts';

let browser: Browser;
let cloud: Cloud;
beforeAll(async () => {
  [browser, cloud] = await Promise.all([launchChromium(), startCloud({ webRoot })]);
});
afterAll(async () => {
  await browser.close();
  await cloud.stop();
});

test('a stock socket.io-client 2.x and the web page exchange messages and receipts', async () => {
  const [alice, bob] = cloud.users as [TestUser, TestUser];
  const stock = new StockClient({ url: cloud.url, userId: bob.userId, token: await cloud.rest.logIn(bob) });
  await stock.logIn();
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  await page.goto(cloud.url);
  await logIn(page, alice);
  await openChat(page, bob.username);
  await say(page, 'hello from the page, 你好');
  await stock.until(() => stock.texts.length === 1);
  expect(stock.texts[0]).toMatchObject({ from: alice.userId, text: 'hello from the page, 你好' });
  await bubble(page, 'hello from the page').getByLabel(/read/i).first().waitFor();
  await stock.say(alice.userId, 'hello from the stock client');
  await bubble(page, 'hello from the stock client').waitFor();
  await stock.until(() => stock.receipts.some(({ isRead }) => isRead));
  stock.disconnect();
});
