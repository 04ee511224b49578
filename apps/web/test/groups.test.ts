import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { act, bubble, composer, dialog, makeGroup, openPanel, panel, row, say } from './browser.ts';
import { withWindows } from './windows.ts';

const windows = withWindows();

/** Three friends; the first has a group with the second, and all have their windows open. */
async function threeInAGroup(name: string) {
  const people = await windows.newPeople('ann', 'ben', 'cleo');
  const [ann, ben, cleo] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]];
  const [hers, his] = await Promise.all([windows.windowOf(ann), windows.windowOf(ben)]);
  await makeGroup(hers, name, [ben, cleo]);
  await say(hers, `Welcome to ${name}`);
  await row(his, name).click();
  await bubble(his, 'Welcome').waitFor();
  return { ann, ben, cleo, hers, his };
}

describe('a group', () => {
  test('is made, others are invited, and everybody sees who says what', async () => {
    const [ann, ben, cleo] = await windows.newPeople('ann', 'ben', 'cleo');
    const [hers, his, theirs] = await Promise.all([
      windows.windowOf(ann!),
      windows.windowOf(ben!),
      windows.windowOf(cleo!),
    ]);
    await makeGroup(hers, 'Lunch 午餐', [ben!]);
    await say(hers, 'Who comes?');
    await row(his, 'Lunch').getByText(`${ann!.username}: Who comes?`).waitFor();
    await row(his, 'Lunch').click();
    await bubble(his, 'Who comes?').waitFor();
    expect(await bubble(his, 'Who comes?').getAttribute('aria-label')).toBe(ann!.username);

    await openPanel(hers);
    await panel(hers).getByRole('button', { name: 'Invite' }).click();
    await dialog(hers)
      .getByRole('checkbox', { name: new RegExp(cleo!.username) })
      .check();
    await dialog(hers).getByRole('button', { name: 'Invite 1 person' }).click();
    await hers.getByText('Invited 1 person.').waitFor();
    await panel(hers).getByText('3 members').waitFor();

    await say(his, 'I do');
    await row(theirs, 'Lunch').click();
    await bubble(theirs, 'I do').waitFor();
    await say(theirs, 'Me too');
    for (const page of [hers, his]) {
      await bubble(page, 'Me too').waitFor();
      expect(await bubble(page, 'Me too').getAttribute('aria-label')).toBe(cleo!.username);
    }
  });

  test('tells a member that he is mentioned, until he has seen it', async () => {
    const { ben, hers, his } = await threeInAGroup('Mentions');
    await his.keyboard.press('Escape');
    await composer(hers).pressSequentially('could you look @be');
    await hers
      .getByRole('listbox', { name: 'Mention someone' })
      .getByRole('option')
      .filter({ hasText: ben.username })
      .waitFor();
    await hers.keyboard.press('Enter');
    expect(await composer(hers).inputValue()).toBe(`could you look @${ben.username} `);
    await composer(hers).pressSequentially('please?');
    await hers.keyboard.press('Enter');
    await row(his, 'Mentions').getByText('You are mentioned').waitFor();

    await row(his, 'Mentions').click();
    await bubble(his, 'could you look').locator('.mention.me').getByText(`@${ben.username}`).waitFor();
    await row(his, 'Mentions').getByText('You are mentioned').waitFor({ state: 'detached' });
  });

  test('offers a mention to the keyboard, and lets go of it', async () => {
    const { hers } = await threeInAGroup('Keys');
    const list = hers.getByRole('listbox', { name: 'Mention someone' });
    await composer(hers).pressSequentially('@');
    await list.waitFor();
    await hers.keyboard.press('ArrowDown');
    await hers.keyboard.press('ArrowUp');
    await hers.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    expect(await composer(hers).isVisible()).toBe(true);
    await composer(hers).fill('');
    await composer(hers).pressSequentially('@al');
    await hers.keyboard.press('Tab');
    expect(await composer(hers).inputValue()).toBe('@all ');
  });

  test('says who has read a message and who has not', async () => {
    const { ben, cleo, hers, his } = await threeInAGroup('Readers');
    await openPanel(hers);
    await panel(hers).getByRole('button', { name: 'Group settings' }).click();
    await turn(hers, 'Read receipts', true);
    await his.getByRole('button', { name: 'Readers: group info' }).click();
    await say(hers, 'Read this');
    await bubble(his, 'Read this').waitFor();
    await bubble(hers, 'Read this').getByRole('button', { name: 'Read by 1. Show who' }).click();
    await dialog(hers).getByText(ben.username).first().waitFor();
    await dialog(hers)
      .getByRole('tab', { name: /Not read/ })
      .click();
    await dialog(hers).getByText(cleo.username).first().waitFor();
    await hers.keyboard.press('Escape');
  });

  test('lets its owner change who may do what, and shows it to those it concerns at once', async () => {
    const { ben, hers, his } = await threeInAGroup('Rights');
    await openPanel(hers);
    await memberMenu(hers, ben.username, 'Make admin');
    await panel(hers)
      .getByRole('button', { name: new RegExp(`^${ben.username}.*Admin`) })
      .waitFor();
    await openPanel(his);
    await panel(his).getByRole('button', { name: 'Group settings' }).waitFor();

    await memberMenu(hers, ben.username, 'Remove as admin');
    await panel(his).getByRole('button', { name: 'Group settings' }).waitFor({ state: 'detached' });

    await memberMenu(hers, ben.username, 'Ban for 10 minutes');
    await his.getByText(/You are banned from writing in this group until/).waitFor();
    expect(await composer(his).count()).toBe(0);
    await memberMenu(hers, ben.username, 'Lift ban');
    await composer(his).waitFor();

    await panel(hers).getByRole('button', { name: 'Group settings' }).click();
    await turn(hers, 'Only admins may write', true);
    await his.getByText('Only admins may write in this group now.').waitFor();
    await turn(hers, 'Only admins may write', false);
    await composer(his).waitFor();
    await say(his, 'I am back');
    await bubble(hers, 'I am back').waitFor();
  });

  test('takes a member out, who can only look back then', async () => {
    const { ben, hers, his } = await threeInAGroup('Doors');
    await openPanel(hers);
    await memberMenu(hers, ben.username, 'Remove from group');
    await dialog(hers).getByRole('button', { name: 'Remove from group' }).click();
    await his.getByText('You are no longer a member of this group.').waitFor();
    await bubble(his, 'Welcome').waitFor();
    await panel(hers).getByText('2 members').waitFor();

    await his.getByRole('button', { name: 'Delete this chat' }).click();
    await dialog(his)
      .getByRole('radio', { name: /With everything said so far/ })
      .check();
    await dialog(his).getByRole('button', { name: 'Delete' }).click();
    await row(his, 'Doors').waitFor({ state: 'detached' });
  });

  test('is left by a member, and dissolved by its owner', async () => {
    const { cleo, hers, his } = await threeInAGroup('Ends');
    await openPanel(his);
    await panel(his).getByRole('button', { name: 'Leave group' }).click();
    await dialog(his).getByRole('button', { name: 'Leave group' }).click();
    await his.getByText('You left “Ends”.').waitFor();
    await openPanel(hers);
    await panel(hers).getByText('2 members').waitFor();

    const theirs = await windows.windowOf(cleo);
    await row(theirs, 'Ends').click();
    await composer(theirs).waitFor();
    await panel(hers).getByRole('button', { name: 'Dissolve group' }).click();
    await dialog(hers).getByRole('button', { name: 'Dissolve group' }).click();
    await theirs.getByText('This group was dissolved.').waitFor();
    expect(await composer(theirs).count()).toBe(0);
  });

  test('has a name, a description, announcements, and a name of its own for everybody', async () => {
    const { ben, hers, his } = await threeInAGroup('Before');
    await openPanel(hers);
    await panel(hers).getByRole('button', { name: 'Edit name and description' }).click();
    await dialog(hers).getByLabel('Group name').fill('After');
    await dialog(hers).getByLabel('Description').fill('What it is for');
    await dialog(hers).getByRole('button', { name: 'Save' }).click();
    await his.getByRole('heading', { name: 'After: group info' }).waitFor();
    await panel(hers).getByText('What it is for').waitFor();

    await panel(hers).getByRole('button', { name: 'Announcements' }).click();
    await panel(hers).getByRole('button', { name: 'New announcement' }).click();
    await dialog(hers).getByLabel('Title').fill('Moving on Friday');
    await dialog(hers).getByLabel('Text').fill('Bring boxes.');
    await dialog(hers).getByRole('button', { name: 'Publish' }).click();
    await panel(hers).getByText('Bring boxes.').waitFor();
    await openPanel(his);
    await panel(his).getByRole('button', { name: 'Announcements' }).click();
    await panel(his).getByText('Moving on Friday').waitFor();
    await panel(his).getByRole('button', { name: 'Back to group info' }).click();

    await panel(his)
      .getByRole('button', { name: /My name here/ })
      .click();
    await dialog(his).getByLabel('My name here').fill('Benny');
    await dialog(his).getByRole('button', { name: 'Save' }).click();
    await say(his, 'Call me so');
    await bubble(hers, 'Call me so').waitFor();
    await expect.poll(() => bubble(hers, 'Call me so').getAttribute('aria-label')).toBe('Benny');
    expect(ben.username).not.toBe('Benny');

    await panel(hers).getByRole('button', { name: 'Delete announcement' }).click();
    await dialog(hers).getByRole('button', { name: 'Delete' }).click();
    await panel(hers).getByText('No announcements yet').waitFor();
  });

  test('is found by its number, applied for, and opened to those whom an admin lets in', async () => {
    const [ann, dan] = await windows.newStrangers('ann', 'dan');
    const hers = await windows.programOf(ann!);
    const group = await hers.groups.create({ name: 'Behind a door' });
    await hers.groups.update(group.id, { applyApproval: 'adminDecides' });
    const [page, his] = await Promise.all([windows.windowOf(ann!), windows.windowOf(dan!)]);
    await his.keyboard.press('Control+k');
    await his.getByRole('combobox').fill(String(group.id));
    await his.keyboard.press('Enter');
    await dialog(his).getByText('Behind a door').waitFor();
    await dialog(his).getByLabel('A word about you (optional)').fill('I am Dan');
    await dialog(his).getByRole('button', { name: 'Send request' }).click();
    await his.getByText('Your application is sent. An admin decides.').waitFor();

    await page.getByRole('button', { name: /Requests/ }).click();
    await dialog(page).getByText('I am Dan').waitFor();
    await dialog(page)
      .getByRole('button', { name: /^Accept: / })
      .click();
    await dialog(page).getByText('Accepted').waitFor();
    await hers.whenSettled(hers.send(group.id, { type: 'text', text: 'Come in' }).localId);
    await row(his, 'Behind a door').click();
    await bubble(his, 'Come in').waitFor();
    await say(his, 'Thank you');
    await expect.poll(() => hers.messages(group.id).length).toBe(2);
  });

  test('is shown in a panel, which Escape and the way back close before they leave the chat', async () => {
    const { hers } = await threeInAGroup('Panels');
    const header = hers.getByRole('button', { name: 'Panels: group info' });
    await openPanel(hers);
    await hers.keyboard.press('Escape');
    await panel(hers).waitFor({ state: 'detached' });
    expect(await header.evaluate((element) => element === document.activeElement)).toBe(true);
    await hers.keyboard.press('Enter');
    await panel(hers).getByRole('button', { name: 'Announcements' }).click();
    await panel(hers).getByText('No announcements yet').waitFor();
    await hers.reload();
    await panel(hers).getByText('No announcements yet').waitFor();
    await hers.keyboard.press('Escape');
    await panel(hers).waitFor({ state: 'detached' });
    await composer(hers).waitFor();
    await openPanel(hers);
    await hers.goBack();
    await panel(hers).waitFor({ state: 'detached' });
    await composer(hers).waitFor();
  });

  test('is recalled from by its owner, and muted by who wants quiet', async () => {
    const { hers, his } = await threeInAGroup('Order');
    await say(his, 'something rude');
    await bubble(hers, 'something rude').waitFor();
    await act(hers, 'something rude', 'Recall');
    await bubble(his, 'something rude').waitFor({ state: 'detached' });
    await bubble(hers, 'something rude').waitFor({ state: 'detached' });

    await row(his, 'Order').click({ button: 'right' });
    await his.getByRole('menuitem', { name: 'Mute' }).click();
    await row(his, 'Order').getByText('Muted').waitFor();
    await row(his, 'Order').click({ button: 'right' });
    await his.getByRole('menuitem', { name: 'Unmute' }).click();
    await row(his, 'Order').getByText('Muted').waitFor({ state: 'detached' });
  });
});

async function turn(page: Page, setting: string, isOn: boolean): Promise<void> {
  const control = panel(page).getByRole('switch', { name: setting });
  await control.click();
  await expect.poll(() => control.isChecked()).toBe(isOn);
}

async function memberMenu(page: Page, name: string, action: string): Promise<void> {
  await panel(page)
    .getByRole('button', { name: `Actions for ${name}` })
    .click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}
