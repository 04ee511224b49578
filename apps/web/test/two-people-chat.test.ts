import type { TestUser } from '@warbler/test-kit';
import type { Locator, Page, WebSocketRoute } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { bubble, composer, logIn, openChat, say } from './browser.ts';
import { withWindows } from './windows.ts';

const windows = withWindows();
const { newWindow, windowOf } = windows;
let alice: TestUser;
let bob: TestUser;

/** Two new people for each test, so that no test sees the messages of another. */
async function newPair(): Promise<void> {
  const pair = await windows.newStrangers('alice', 'bob');
  [alice, bob] = pair as [TestUser, TestUser];
}

describe('two people in two windows', () => {
  test('write to each other, and see delivered and read', async () => {
    await newPair();
    const [hers, his] = await Promise.all([windowOf(alice), windowOf(bob)]);
    await openChat(hers, bob.username);
    await say(hers, 'Hello Bob, 你好 👋');
    await his.getByRole('link', { name: /Hello Bob/ }).waitFor();
    await expectStatus(hers, 'Hello Bob', 'delivered');

    await his.getByRole('link', { name: /Hello Bob/ }).click();
    await bubble(his, 'Hello Bob, 你好 👋').waitFor();
    await expectStatus(hers, 'Hello Bob', 'read');

    await say(his, 'Hello Alice');
    await bubble(hers, 'Hello Alice').waitFor();
    await expectStatus(his, 'Hello Alice', 'read');
  });

  test('count what is unread, in the list and in the title, until it is read', async () => {
    await newPair();
    const [hers, his] = await Promise.all([windowOf(alice), windowOf(bob)]);
    await openChat(hers, bob.username);
    for (const text of ['one', 'two', 'three']) await say(hers, text);
    await his.getByText('3 unread messages').waitFor();
    await his.waitForFunction(() => document.title === '(3) Warbler');

    await his.getByRole('link', { name: /three/ }).click();
    await bubble(his, 'three').waitFor();
    await his.waitForFunction(() => document.title === 'Warbler');
    await his.reload();
    await bubble(his, 'three').waitFor();
    expect(await his.title()).toBe('Warbler');
  });

  test('read only what they can be taken to see', async () => {
    await newPair();
    const [hers, his] = await Promise.all([windowOf(alice), windowOf(bob)]);
    await openChat(hers, bob.username);
    await say(hers, 'seen');
    await his.getByRole('link', { name: /seen/ }).click();
    await expectStatus(hers, 'seen', 'read');

    await setFocus(his, false);
    await say(hers, 'not looked at');
    await bubble(his, 'not looked at').waitFor();
    await his.getByText('New messages').waitFor();
    await his.waitForFunction(() => document.title === '(1) Warbler');
    expect(await bubble(hers, 'not looked at').getAttribute('data-status')).not.toBe('read');

    await setFocus(his, true);
    await expectStatus(hers, 'not looked at', 'read');
    await his.waitForFunction(() => document.title === 'Warbler');
  });

  test('see each other typing', async () => {
    await newPair();
    const [hers, his] = await Promise.all([windowOf(alice), windowOf(bob)]);
    await openChat(hers, bob.username);
    await say(hers, 'Hi');
    await his.getByRole('link', { name: /Hi/ }).click();
    await composer(his).pressSequentially('I am thinking', { delay: 30 });
    await hers.getByText(`${bob.username} is typing…`).waitFor();
    await say(his, 'Done');
    await bubble(hers, 'Done').waitFor();
    await hers.getByText(`${bob.username} is typing…`).waitFor({ state: 'detached' });
  });

  test('go on after the server was away, without losing a word', async () => {
    await newPair();
    const [hers, his] = await Promise.all([windowOf(alice), windowOf(bob)]);
    await openChat(hers, bob.username);
    await say(hers, 'before');
    await his.getByRole('link', { name: /before/ }).click();
    await bubble(his, 'before').waitFor();
    const restarted = windows.cloud.restart();
    await say(hers, 'while it was away');
    await restarted;
    await bubble(his, 'while it was away').waitFor();
    await say(his, 'after');
    await bubble(hers, 'after').waitFor();
    await expectStatus(hers, 'while it was away', 'read');
    expect(await bubble(his, 'while it was away').count()).toBe(1);
  });
});

describe('a window', () => {
  test('keeps chat, draft, theme and session over a reload', async () => {
    await newPair();
    const page = await windowOf(alice);
    await openChat(page, bob.username);
    await say(page, 'Remember me');
    await expectStatus(page, 'Remember me', 'sent');
    await composer(page).fill('half a thou');
    await page.getByRole('button', { name: 'Profile and settings' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await page.keyboard.press('Escape');
    await page.reload();
    await bubble(page, 'Remember me').waitFor();
    expect(await composer(page).inputValue()).toBe('half a thou');
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  });

  test('loads older messages while the user scrolls up, without a jump', async () => {
    await newPair();
    await sendMany(250);
    const hers = await windowOf(alice);
    await hers.getByRole('link', { name: /message number/ }).click();
    const log = hers.getByRole('log');
    await log.getByRole('article').first().waitFor();
    const jumps = await log.evaluate(async (element) => {
      const found: number[] = [];
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      // Within the log, which a banner above may push down.
      const topOf = (each: Element) => each.getBoundingClientRect().top - element.getBoundingClientRect().top;
      for (let step = 0; step < 1000; step += 1) {
        const isAllLoaded = element.textContent?.includes('The beginning of your conversation');
        if (isAllLoaded && element.scrollTop === 0) break;
        element.scrollTop -= 240;
        await frame();
        await frame();
        const seen = [...element.querySelectorAll('article')].find((each) => topOf(each) > 140);
        const top = seen ? topOf(seen) : 0;
        await frame();
        if (seen?.isConnected) found.push(Math.abs(topOf(seen) - top));
      }
      return found;
    });
    expect(Math.max(...jumps)).toBeLessThan(2);
    await bubble(hers, 'message number 1.').waitFor();
    await hers.getByRole('button', { name: 'Go to the newest message' }).click();
    await bubble(hers, 'message number 250.').waitFor();
  });

  test('opens a chat at the first unread message, and counts how many are below', async () => {
    await newPair();
    await sendMany(150);
    const his = await windowOf(bob);
    await his.getByText('150 unread messages').waitFor();
    await his.getByRole('link', { name: /message number/ }).click();
    await his.getByText('New messages').waitFor();
    await expectInView(bubble(his, 'message number 1.'));
    await his.getByRole('button', { name: 'Go to the newest message, 150 unread' }).click();
    await expectInView(bubble(his, 'message number 150.'));
    await his.waitForFunction(() => document.title === 'Warbler');
  });

  test('says plainly what is wrong with a log-in, and lets a new person register', async () => {
    await newPair();
    const page = await newWindow();
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('Enter your user name.').waitFor();
    await page.getByLabel('User name').fill(alice.username);
    await page.getByLabel('Password', { exact: true }).fill('not her password');
    await page.keyboard.press('Enter');
    await page.getByText('That user name and password do not match.').waitFor();

    await page.getByRole('button', { name: 'Create an account' }).click();
    await page.getByLabel('Password', { exact: true }).fill('a long new password');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('This user name is taken. Try another one.').waitFor();
    await page.getByLabel('User name').fill(`dora_of_${alice.username}`);
    await page.getByLabel('Display name (optional)').fill('Dora Maar');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Welcome, Dora Maar' }).waitFor();

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('nobody_at_all');
    await page.keyboard.press('Enter');
    await page.getByText('There is no user named “nobody_at_all”.').waitFor();
  });

  test('can be another person than the next window of the same browser', async () => {
    await newPair();
    const hers = await windowOf(alice);
    const his = await hers.context().newPage();
    await his.goto(windows.cloud.url);
    await his.getByRole('button', { name: 'Profile and settings' }).click();
    await his.getByRole('menuitem', { name: 'Use another account here' }).click();
    await logIn(his, bob);
    await openChat(his, alice.username);
    await say(his, 'I am in the next tab');
    await hers.getByRole('link', { name: /next tab/ }).waitFor();
    await Promise.all([hers.reload(), his.reload()]);
    await hers.getByRole('link', { name: /next tab/ }).waitFor();
    await bubble(his, 'next tab').waitFor();
  });

  test('tells when the connection is lost, keeps what is sent, and tries again when asked', async () => {
    await newPair();
    const page = await newWindow();
    let isCut = false;
    const sockets: WebSocketRoute[] = [];
    await page.routeWebSocket(/./, (socket) => {
      if (isCut) return void socket.close();
      socket.connectToServer();
      sockets.push(socket);
    });
    await logIn(page, alice);
    await openChat(page, bob.username);
    isCut = true;
    await Promise.all(sockets.map((socket) => socket.close()));
    await page.getByText('No connection to the server.').waitFor();
    await say(page, 'into the void');
    await page.locator('article[data-status=sending]').waitFor();
    // Nothing gets through before the click, or the next attempt of its own would take the button away.
    await page.exposeFunction('mend', () => {
      isCut = false;
    });
    await page.evaluate("document.addEventListener('click', () => mend(), true)");
    await page.getByRole('button', { name: 'Try now' }).click();
    await expectStatus(page, 'into the void', 'sent');
    await page.getByText('No connection to the server.').waitFor({ state: 'detached' });
  });

  test('does not send while an input method is composing', async () => {
    await newPair();
    const page = await windowOf(alice);
    await openChat(page, bob.username);
    const keyboard = await page.context().newCDPSession(page);
    await keyboard.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 });
    await keyboard.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Process',
      code: 'Enter',
      windowsVirtualKeyCode: 229,
    });
    await composer(page).dispatchEvent('keydown', { key: 'Enter', isComposing: true });
    await keyboard.send('Input.insertText', { text: '你好' });
    expect(await composer(page).inputValue()).toBe('你好');
    await page.keyboard.press('Enter');
    await bubble(page, '你好').waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
  });

  test('shows list and chat one after the other on a phone', async () => {
    await newPair();
    const [hers, his] = await Promise.all([
      windowOf(alice),
      windowOf(bob, { viewport: { width: 360, height: 720 }, isMobile: true, hasTouch: true }),
    ]);
    await openChat(hers, bob.username);
    await say(hers, 'Hello phone');
    await his.getByRole('link', { name: /Hello phone/ }).tap();
    await bubble(his, 'Hello phone').waitFor();
    expect(await his.getByRole('heading', { name: 'Chats' }).isVisible()).toBe(false);
    await composer(his).fill('Hello desk');
    await his.getByRole('button', { name: 'Send' }).tap();
    await bubble(hers, 'Hello desk').waitFor();
    const overflow = await his.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await his.getByRole('link', { name: 'Back to conversations' }).tap();
    await his.getByRole('heading', { name: 'Chats' }).waitFor();
    expect(await composer(his).isVisible()).toBe(false);
  });

  test('can be used with the keyboard alone', async () => {
    await newPair();
    const page = await newWindow();
    await page.locator('input[name=username]:focus').waitFor();
    await page.keyboard.type(alice.username);
    await page.keyboard.press('Tab');
    await page.keyboard.type(alice.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Chats' }).waitFor();
    await openChat(page, bob.username);
    await page.keyboard.type('first line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second line');
    await page.keyboard.press('Enter');
    await bubble(page, 'first line\nsecond line').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Pick a conversation').waitFor();
    await page.getByRole('textbox', { name: 'Search chats' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await composer(page).waitFor();
  });
});

/** A browser without a screen gives every window the focus, so the test says who has it. */
async function setFocus(page: Page, hasFocus: boolean): Promise<void> {
  await page.evaluate((isFocused) => {
    document.hasFocus = () => isFocused;
    window.dispatchEvent(new Event(isFocused ? 'focus' : 'blur'));
  }, hasFocus);
}

/** Alice writes to Bob from a program, which is quicker than from a window. */
async function sendMany(count: number): Promise<void> {
  const client = await windows.programOf(alice);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const sent = numbers.map((number) =>
    client.send(bob.userId, { type: 'text', text: `message number ${number}.${'\nanother line'.repeat(number % 4)}` }),
  );
  await Promise.all(sent.map((message) => client.whenSettled(message.localId)));
}

async function expectInView(message: Locator): Promise<void> {
  await message.waitFor();
  await expect
    .poll(() =>
      message.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return top >= 0 && bottom <= window.innerHeight;
      }),
    )
    .toBe(true);
}

async function expectStatus(page: Page, text: string, atLeast: 'sent' | 'delivered' | 'read'): Promise<void> {
  const order = ['sent', 'delivered', 'read'];
  const good = order.slice(order.indexOf(atLeast));
  const message = bubble(page, text).last();
  await message.waitFor();
  await page.waitForFunction(([element, states]) => states.includes(element?.getAttribute('data-status') ?? ''), [
    await message.elementHandle(),
    good,
  ] as const);
}
