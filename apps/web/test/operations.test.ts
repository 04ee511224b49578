import { describe, expect, test } from 'vitest';
import { act, bubble, composer, dialog, openChat, row, say } from './browser.ts';
import { withWindows } from './windows.ts';

const windows = withWindows();

/** Two friends, each looking at the chat with the other. */
async function twoInAChat() {
  const people = await windows.newPeople('ann', 'ben');
  const [ann, ben] = people as [(typeof people)[0], (typeof people)[0]];
  const [hers, his] = await Promise.all([windows.windowOf(ann), windows.windowOf(ben)]);
  await openChat(hers, ben.username);
  await openChat(his, ann.username);
  return { ann, ben, hers, his };
}

describe('a message', () => {
  test('is recalled for both, and its text can be written anew', async () => {
    const { hers, his } = await twoInAChat();
    await say(hers, 'stays');
    await say(hers, 'said too soon');
    await bubble(his, 'said too soon').waitFor();
    await act(hers, 'said too soon', 'Recall');
    await bubble(his, 'said too soon').waitFor({ state: 'detached' });
    await bubble(hers, 'said too soon').waitFor({ state: 'detached' });
    await row(his, 'stays').waitFor();
    await hers.getByRole('button', { name: 'Edit again' }).click();
    expect(await composer(hers).inputValue()).toBe('said too soon');
  });

  test('is changed, and says so to both', async () => {
    const { hers, his } = await twoInAChat();
    await say(hers, 'a mistkae');
    await bubble(his, 'a mistkae').waitFor();
    await expect.poll(() => bubble(hers, 'a mistkae').getAttribute('data-status')).not.toBe('sending');
    await act(hers, 'a mistkae', 'Edit');
    expect(await composer(hers).inputValue()).toBe('a mistkae');
    await composer(hers).fill('a mistake');
    await hers.keyboard.press('Enter');
    for (const page of [hers, his]) await bubble(page, 'a mistake').getByText('edited').waitFor();
    expect(await composer(hers).inputValue()).toBe('');
    expect(await bubble(his, 'a mist').count()).toBe(1);
  });

  test('is changed with the keyboard alone, and left as it was by Escape', async () => {
    const { hers, his } = await twoInAChat();
    await say(hers, 'one');
    await expect.poll(() => bubble(hers, 'one').getAttribute('data-status')).not.toBe('sending');
    await hers.keyboard.press('ArrowUp');
    await hers.getByText('Edit message').waitFor();
    await hers.keyboard.type(' and two');
    await hers.keyboard.press('Escape');
    await hers.getByText('Edit message').waitFor({ state: 'detached' });
    expect(await composer(hers).inputValue()).toBe('');
    await hers.keyboard.press('ArrowUp');
    await hers.keyboard.type(' and two');
    await hers.keyboard.press('Enter');
    await bubble(his, 'one and two').waitFor();
  });

  test('is deleted for one, on all her devices, and stays for the other', async () => {
    const { ann, ben, hers, his } = await twoInAChat();
    await say(his, 'keep it');
    await say(his, 'away with it');
    await bubble(hers, 'away with it').waitFor();
    await act(hers, 'away with it', 'Delete for me');
    await dialog(hers).getByRole('button', { name: 'Delete' }).click();
    await bubble(hers, 'away with it').waitFor({ state: 'detached' });
    expect(await bubble(his, 'away with it').count()).toBe(1);
    const second = await windows.windowOf(ann);
    await openChat(second, ben.username);
    await bubble(second, 'keep it').waitFor();
    expect(await bubble(second, 'away with it').count()).toBe(0);
  });

  test('counts as unread again, also on the screen, until the chat is opened anew', async () => {
    const { hers, his } = await twoInAChat();
    await say(his, 'for later');
    await bubble(hers, 'for later').waitFor();
    await hers.waitForFunction(() => document.title === 'Warbler');
    await act(hers, 'for later', 'Mark as unread');
    await hers.getByText('1 unread message').waitFor();
    await hers.getByText('New messages').waitFor();
    await hers.waitForFunction(() => document.title === '(1) Warbler');
    await hers.keyboard.press('Escape');
    await row(hers, 'for later').click();
    await hers.waitForFunction(() => document.title === 'Warbler');
  });

  test('that is written piece by piece grows in sight, and the log stays at its end', async () => {
    const { ann, ben, his } = await twoInAChat();
    const program = await windows.programOf(ann);
    for (let number = 1; number <= 30; number += 1) program.send(ben.userId, { type: 'text', text: `line ${number}` });
    const first = program.send(ben.userId, { type: 'text', text: 'It begins.' });
    const { id } = await program.whenSettled(first.localId);
    await bubble(his, 'It begins.').waitFor();
    for (let piece = 1; piece <= 40; piece += 1) {
      await program.append(ben.userId, id!, ` Piece ${piece} of a long answer, which goes on and on.`);
    }
    await bubble(his, 'Piece 40 of').waitFor();
    expect(await bubble(his, 'It begins.').count()).toBe(1);
    const log = his.getByRole('log');
    await expect
      .poll(() => log.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight))
      .toBeLessThan(8);
  });

  test('that grows does not take along who reads above', async () => {
    const { ann, ben, his } = await twoInAChat();
    const program = await windows.programOf(ann);
    for (let number = 1; number <= 60; number += 1) program.send(ben.userId, { type: 'text', text: `line ${number}` });
    const first = program.send(ben.userId, { type: 'text', text: 'It begins.' });
    const { id } = await program.whenSettled(first.localId);
    await bubble(his, 'It begins.').waitFor();
    const log = his.getByRole('log');
    await log.hover();
    await his.mouse.wheel(0, -900);
    await his.getByRole('button', { name: /Go to the newest message/ }).waitFor();
    const before = await log.evaluate((element) => element.scrollTop);
    await program.append(ben.userId, id!, ' And goes on.'.repeat(60));
    await expect.poll(() => row(his, 'And goes on.').count()).toBe(1);
    expect(Math.abs((await log.evaluate((element) => element.scrollTop)) - before)).toBeLessThan(2);
  });

  test('is acted on by a long press of a finger', async () => {
    const people = await windows.newPeople('ann', 'ben');
    const [ann, ben] = people as [(typeof people)[0], (typeof people)[0]];
    const phone = { viewport: { width: 360, height: 720 }, isMobile: true, hasTouch: true };
    const [hers, his] = await Promise.all([windows.windowOf(ann, phone), windows.windowOf(ben)]);
    await openChat(his, ann.username);
    await say(his, 'press me');
    await row(hers, 'press me').tap();
    const place = await bubble(hers, 'press me').locator('.bubble').boundingBox();
    const finger = await hers.context().newCDPSession(hers);
    const touchPoints = [{ x: place!.x + 20, y: place!.y + 12 }];
    await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await hers.getByRole('menuitem', { name: 'Copy text' }).waitFor();
    await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await hers.getByRole('menuitem', { name: 'Delete for me' }).tap();
    await dialog(hers).getByRole('button', { name: 'Delete' }).tap();
    await bubble(hers, 'press me').waitFor({ state: 'detached' });
  });
});

describe('a conversation', () => {
  test('is marked as read from the list, and deleted here or everywhere', async () => {
    const { ann, ben, hers, his } = await twoInAChat();
    await hers.keyboard.press('Escape');
    await say(his, 'first');
    await hers.getByText('1 unread message').waitFor();
    await row(hers, 'first').click({ button: 'right' });
    await hers.getByRole('menuitem', { name: 'Mark as read' }).click();
    await hers.waitForFunction(() => document.title === 'Warbler');
    await row(hers, 'first').click({ button: 'right' });
    await hers.getByRole('menuitem', { name: 'Mark as unread' }).click();
    await hers.waitForFunction(() => document.title === '(1) Warbler');

    const remove = async (where: RegExp) => {
      await row(hers, ben.username).click({ button: 'right' });
      await hers.getByRole('menuitem', { name: 'Delete chat' }).click();
      await dialog(hers).getByRole('radio', { name: where }).check();
      await dialog(hers).getByRole('button', { name: 'Delete' }).click();
      await row(hers, ben.username).waitFor({ state: 'detached' });
    };
    await remove(/On this device/);
    await say(his, 'second');
    await row(hers, 'second').click();
    await bubble(hers, 'first').waitFor();
    await hers.keyboard.press('Escape');
    await remove(/With everything said so far/);
    await say(his, 'third');
    await row(hers, 'third').click();
    await bubble(hers, 'third').waitFor();
    expect(await bubble(hers, 'second').count()).toBe(0);
    expect(await bubble(his, 'second').count()).toBe(1);
    const second = await windows.windowOf(ann);
    await row(second, 'third').click();
    await bubble(second, 'third').waitFor();
    expect(await bubble(second, 'second').count()).toBe(0);
  });

  test('that is pinned stays on top, on every device, until it is let go', async () => {
    const { ann, hers, his } = await twoInAChat();
    await say(his, 'keep me on top');
    await bubble(hers, 'keep me on top').waitFor();
    const program = await windows.programOf(ann);
    const [other] = await windows.newStrangers('other');
    await program.whenSettled(program.send(other!.userId, { type: 'text', text: 'newer than that' }).localId);
    await row(hers, 'newer than that').waitFor();
    const first = (page: typeof hers) => row(page, /./).first();
    await first(hers).getByText('newer than that').waitFor();
    await row(hers, 'keep me on top').click({ button: 'right' });
    await hers.getByRole('menuitem', { name: 'Pin to the top' }).click();
    await first(hers).getByText('keep me on top').waitFor();
    const second = await windows.windowOf(ann);
    await first(second).getByText('keep me on top').waitFor();
    await row(second, 'keep me on top').click({ button: 'right' });
    await second.getByRole('menuitem', { name: 'Unpin' }).click();
    await first(second).getByText('newer than that').waitFor();
  });
});
