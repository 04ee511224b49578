/**
 * Takes the pictures of the README: a real cloud, real windows, a staged morning.
 *
 * Usage: npm run pictures (after npm run build; needs Chromium as the browser tests do)
 */
import { fileURLToPath } from 'node:url';
import { type Client, createClient, createMemoryStorage } from '@warbler/sdk';
import { type Cloud, startCloud, type TestUser } from '@warbler/test-kit';
import { launchChromium } from '@warbler/test-kit/chromium';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { bubble, logIn, row, say, webRoot } from './browser.ts';

const images = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

/** Who wrote to alice before she sat down. */
const FRIENDS = [
  { username: 'erin', nickName: 'Erin Park', texts: ['The slides are in the shared folder now.'] },
  { username: 'xiaoyu', nickName: '林小雨', texts: ['周五的发布照常吗？', '我这边都准备好了。'] },
  { username: 'omar', nickName: 'Omar Haddad', texts: ['Coffee at three?'] },
  { username: 'mei', nickName: '陈美', texts: ['晚上一起吃火锅？', '七点，老地方', '我订好位子了', '🍲'] },
] as const;

const cloud = await startCloud({ webRoot });
const browser = await launchChromium();
const programs: Client[] = [];
try {
  const [alice, bob] = cloud.users as [TestUser, TestUser];
  const friends = new Map<string, Client>();
  for (const { username, nickName, texts } of FRIENDS) {
    const friend = await program(await cloud.register(username));
    friends.set(username, friend);
    await friend.updateProfile({ nickName });
    for (const text of texts) await tell(friend, alice.userId, text);
  }
  const [erin, xiaoyu, omar] = ['erin', 'xiaoyu', 'omar'].map((name) => friends.get(name)) as [Client, Client, Client];
  const organiser = await program(bob);
  const group = await organiser.groups.create({
    name: 'Release crew 发布小组',
    members: [alice.userId, ...[erin, xiaoyu, omar].map((friend) => friend.me!.userId)],
  });
  await organiser.groups.update(group.id, { hasReadReceipts: true });

  const hers = await open(browser, cloud, { locale: 'en-US' }, alice);
  const his = await open(browser, cloud, { locale: 'en-US', colorScheme: 'dark' }, bob);
  await tell(erin, group.id, 'Morning! The slides for Friday are in the shared folder.');
  await row(hers, 'Release crew').click();
  await row(his, 'Release crew').click();
  await say(his, 'The new build is in, all green ✅ 早上六点合并的。');
  await bubble(hers, 'all green').waitFor();
  await tell(xiaoyu, group.id, '周五的发布照常吗？我这边都准备好了。');
  await bubble(hers, '周五的发布').waitFor();
  await say(hers, 'It is. @林小雨 could you announce it at five?');
  await bubble(hers, 'could you announce').waitFor();
  await tell(xiaoyu, group.id, '好的，五点准时发。');
  await tell(omar, group.id, 'I pulled the plug on the server twice. Not a single message was lost.', [alice.userId]);
  await tell(omar, group.id, '@alice none came twice, either. One order on every device, unread counts exact.', [
    alice.userId,
  ]);
  await bubble(hers, 'none came twice').waitFor();
  await say(hers, 'Then lunch is on me. 12:30?');
  await bubble(his, 'Then lunch').waitFor();
  for (const friend of [erin, xiaoyu, omar]) await friend.markRead(group.id);
  await bubble(hers, 'Then lunch').getByText('4 read').waitFor();
  await hers.mouse.move(0, 0);
  await hers.screenshot({ path: `${images}chat-light.png` });
  await his.screenshot({ path: `${images}chat-dark.png` });
  const phone = await open(
    browser,
    cloud,
    { locale: 'zh-CN', viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true, colorScheme: 'dark' },
    alice,
  );
  await phone.getByText('林小雨').first().waitFor();
  await phone.waitForLoadState('networkidle');
  await phone.screenshot({ path: `${images}phone-dark-zh.png` });
} finally {
  await Promise.all(programs.map((each) => each.close()));
  await browser.close();
  await cloud.stop();
}

async function program({ username, password }: TestUser): Promise<Client> {
  const dns = `${cloud.url}/v2/app_dns`;
  const client = createClient({ appId: cloud.appId, dns, storage: createMemoryStorage() });
  programs.push(client);
  await client.login({ name: username, password });
  return client;
}

async function tell(
  from: Client,
  to: Parameters<Client['send']>[0],
  text: string,
  mentions: readonly TestUser['userId'][] = [],
): Promise<void> {
  const content = { type: 'text', text, ...(text.includes('@') && { mentions }) } as const;
  await from.whenSettled(from.send(to, content).localId);
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
