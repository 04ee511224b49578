/**
 * Takes the pictures of the README: a real cloud, real windows, a staged morning.
 *
 * Usage: npm run pictures (after npm run build; needs Chromium as the browser tests do)
 */
import { fileURLToPath } from 'node:url';
import { type Cloud, DeployedClient, startCloud, type TestUser } from '@warbler/test-kit';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser, logIn, openChat, say, webRoot } from './browser.ts';

const images = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

/** Who wrote to alice before she sat down. */
const FRIENDS = [
  { username: 'erin', nickName: 'Erin Park', texts: ['The slides are in the shared folder now.'] },
  { username: 'xiaoyu', nickName: '林小雨', texts: ['周五的发布照常吗？', '我这边都准备好了。'] },
  { username: 'omar', nickName: 'Omar Haddad', texts: ['Restarted the server mid-call: nobody noticed 🙂'] },
  { username: 'mei', nickName: '陈美', texts: ['晚上一起吃火锅？', '七点，老地方', '我订好位子了', '🍲'] },
] as const;

const cloud = await startCloud({ webRoot });
const browser = await launchBrowser();
try {
  const [alice, bob] = cloud.users as [TestUser, TestUser];
  for (const friend of FRIENDS) await write(cloud, friend, alice);
  const hers = await open(browser, cloud, { locale: 'en-US' }, alice);
  const his = await open(browser, cloud, { locale: 'en-US', colorScheme: 'dark' }, bob);
  await openChat(hers, 'bob');
  await say(hers, 'Morning Bob! Did the new build land?');
  await openChat(his, 'alice');
  await say(his, 'It did, all green ✅ 早上六点合并的。');
  await say(his, 'I also pulled the plug on the server twice. Not a single message was lost.');
  await say(hers, 'And none came twice?');
  await say(his, 'None. One order on every device, unread counts exact.');
  await say(hers, 'Then lunch is on me. 12:30?');
  await his.getByRole('textbox', { name: /^Write to / }).pressSequentially('Deal', { delay: 30 });
  await hers.getByRole('banner').or(hers.locator('header')).getByText('typing…').first().waitFor();
  await hers.waitForLoadState('networkidle');
  await hers.screenshot({ path: `${images}chat-light.png` });
  await his.screenshot({ path: `${images}chat-dark.png` });
  const phone = await open(
    browser,
    cloud,
    { locale: 'zh-CN', viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true, colorScheme: 'dark' },
    alice,
  );
  await phone.getByText('林小雨').waitFor();
  await phone.screenshot({ path: `${images}phone-dark-zh.png` });
} finally {
  await browser.close();
  await cloud.stop();
}

async function open(in_: Browser, at: Cloud, options: BrowserContextOptions, user: TestUser): Promise<Page> {
  const context = await in_.newContext({ viewport: { width: 1180, height: 720 }, deviceScaleFactor: 2, ...options });
  const page = await context.newPage();
  await page.goto(at.url);
  if (options.locale === 'zh-CN') {
    await page.getByLabel('用户名').fill(user.username);
    await page.getByLabel('密码', { exact: true }).fill(user.password);
    await page.locator('button[type=submit]').click();
  } else await logIn(page, user);
  return page;
}

async function write(at: Cloud, friend: (typeof FRIENDS)[number], to: TestUser): Promise<void> {
  const user = await at.register(friend.username);
  const token = await at.rest.logIn(user);
  await at.rest.call('POST', `/user/nickname?nick_name=${encodeURIComponent(friend.nickName)}`, {}, token);
  const login = { url: at.url, transport: 'websocket', userId: user.userId, token, deviceGuid: 'picture' } as const;
  const client = await DeployedClient.logIn(login);
  for (const text of friend.texts) await client.sendText(to.userId, text);
  client.disconnect();
}
