import { describe, expect, test } from 'vitest';
import { bubble, composer, dialog, openChat, openPanel, panel, row, say } from './browser.ts';
import { withWindows } from './windows.ts';

const windows = withWindows();

describe('a person', () => {
  test('becomes a friend who said yes, gets a name, is blocked and let go of', async () => {
    const [ann, ben] = await windows.newStrangers('ann', 'ben');
    const token = await windows.cloud.rest.logIn(ben!);
    await windows.cloud.rest.post('/user/settings', { user_id: ben!.userId, auth_mode: 1 }, token);
    const [hers, his] = await Promise.all([windows.windowOf(ann!), windows.windowOf(ben!)]);
    await openChat(hers, ben!.username);
    await openPanel(hers);
    await panel(hers).getByRole('button', { name: 'Add as friend' }).click();
    await dialog(hers).getByLabel('A word about you (optional)').fill('From the conference');
    await dialog(hers).getByRole('button', { name: 'Send request' }).click();
    await hers.getByText(`The request is sent. ${ben!.username} decides.`).waitFor();

    await his.getByRole('button', { name: /Requests/ }).click();
    await dialog(his).getByText('From the conference').waitFor();
    await dialog(his)
      .getByRole('button', { name: /^Accept: / })
      .click();
    await dialog(his).getByText('Accepted').waitFor();
    await his.keyboard.press('Escape');
    await his.getByRole('button', { name: /1 request/ }).waitFor({ state: 'detached' });

    await panel(hers).getByRole('button', { name: 'Change' }).click();
    await dialog(hers).getByLabel('Your name for them').fill('Big Ben');
    await dialog(hers).getByRole('button', { name: 'Save' }).click();
    await hers.getByRole('heading', { name: 'Big Ben: contact' }).waitFor();

    await panel(hers).getByRole('button', { name: 'Block' }).click();
    await dialog(hers).getByRole('button', { name: 'Block' }).click();
    await hers.getByText('You blocked Big Ben. Unblock to write.').waitFor();
    await openChat(his, ann!.username);
    await say(his, 'can you hear me');
    await bubble(his, 'can you hear me')
      .getByRole('button', { name: /Not sent/ })
      .waitFor();
    await panel(hers).getByRole('button', { name: 'Unblock' }).click();
    await composer(hers).waitFor();
    await say(his, 'and now');
    await bubble(hers, 'and now').waitFor();

    await panel(hers).getByRole('button', { name: 'Remove friend' }).click();
    await dialog(hers).getByRole('button', { name: 'Remove friend' }).click();
    await panel(hers).getByRole('button', { name: 'Add as friend' }).waitFor();
  });

  test('is met in a group, and written to from there', async () => {
    const [ann, ben] = await windows.newStrangers('ann', 'ben');
    const program = await windows.programOf(ann!);
    const group = await program.groups.create({ name: 'Strangers', members: [ben!.userId] });
    await program.whenSettled(program.send(group.id, { type: 'text', text: 'Hello all' }).localId);
    const his = await windows.windowOf(ben!);
    await row(his, 'Strangers').click();
    await his.getByRole('button', { name: `${ann!.username}: contact` }).click();
    await dialog(his).getByRole('button', { name: 'Send a message' }).click();
    await his.getByRole('heading', { name: `${ann!.username}: contact` }).waitFor();
    await say(his, 'Hello you');
    await expect.poll(() => program.messages(ben!.userId).length).toBe(1);
  });

  test('sees the devices of the account, and logs one out', async () => {
    const [ann] = await windows.newStrangers('ann');
    const [first, second] = [await windows.windowOf(ann!), await windows.windowOf(ann!)];
    await first.getByRole('button', { name: 'Profile and settings' }).click();
    await first.getByRole('menuitem', { name: 'Devices' }).click();
    await dialog(first).getByText('This window').waitFor();
    await dialog(first)
      .getByRole('button', { name: /^Log out / })
      .first()
      .click();
    await first.getByText('The device is logged out.').waitFor();
    await second.getByRole('heading', { name: 'Welcome back' }).waitFor();
    await dialog(first).getByText('You are logged in only here.').waitFor();
  });
});
