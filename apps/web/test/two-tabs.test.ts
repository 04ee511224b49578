import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { bubble, logIn, openChat, row, say } from './browser.ts';
import { withWindows } from './windows.ts';

const windows = withWindows();

/** One more tab beside a page. */
async function newTab(page: Page): Promise<Page> {
  const tab = await page.context().newPage();
  tab.setDefaultTimeout(15_000);
  await tab.goto(windows.cloud.url);
  return tab;
}

test('two tabs of one person show the same, count the same, and neither is thrown out', async () => {
  const [alice, bob] = await windows.newPeople('alice', 'bob');
  if (!alice || !bob) throw new Error('two people were asked for');
  const his = await windows.programOf(bob);
  const one = await windows.windowOf(alice);
  const two = await newTab(one);
  await two.getByRole('heading', { name: 'Chats' }).waitFor();
  his.send(alice.userId, { type: 'text', text: 'to both of you' });
  for (const tab of [one, two]) {
    await row(tab, 'to both of you').getByText('1 unread message').waitFor();
    await tab.waitForFunction(() => document.title === '(1) Warbler', undefined, { polling: 50 });
  }

  await openChat(two, bob.username);
  await bubble(two, 'to both of you').waitFor();
  for (const tab of [one, two]) {
    await tab.waitForFunction(() => document.title === 'Warbler', undefined, { polling: 50 });
  }
  await say(two, 'from the second');
  await row(one, 'from the second').waitFor();

  // The first tab held the connection.
  await one.close();
  await say(two, 'from the one that is left');
  await bubble(two, 'from the one that is left').and(two.locator('[data-status="delivered"]')).waitFor();
  his.send(alice.userId, { type: 'text', text: 'still live' });
  await bubble(two, 'still live').waitFor();
  await vi.waitFor(() => {
    const hers = his.messages(alice.userId).filter(({ isOwn }) => !isOwn);
    expect(hers).toHaveLength(2);
  });
});

test('logging out logs all tabs of the person out, and no tab of anybody else', async () => {
  const [alice, bob] = await windows.newPeople('alice', 'bob');
  if (!alice || !bob) throw new Error('two people were asked for');
  const one = await windows.windowOf(alice);
  const [two, three] = [await newTab(one), await newTab(one)];
  for (const tab of [two, three]) await tab.getByRole('heading', { name: 'Chats' }).waitFor();
  await logOut(three);
  for (const tab of [one, two, three]) await tab.getByRole('button', { name: 'Log in' }).waitFor();

  await logIn(three, bob);
  await logIn(one, alice);
  await two.reload();
  await two.getByRole('heading', { name: 'Chats' }).waitFor();
  await logOut(two);
  await one.getByRole('button', { name: 'Log in' }).waitFor();
  await three.reload();
  await three.getByRole('heading', { name: 'Chats' }).waitFor();
});

async function logOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Profile and settings' }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
}
