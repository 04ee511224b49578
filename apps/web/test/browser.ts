import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';

/** The built page. `npm test` builds it first. */
export const webRoot = fileURLToPath(new URL('../dist', import.meta.url));

if (!existsSync(`${webRoot}/index.html`)) throw new Error('Build the page first: npm run build');

/** Who uses a window, and how. */
export interface Person {
  readonly username: string;
  readonly password: string;
}

/** What went wrong in a page without anybody seeing it: uncaught errors, and what the security policy refused. */
export function watchForErrors(context: BrowserContext, errors: string[]): void {
  context.on('weberror', (error) => errors.push(error.error().message));
  context.on('console', (message) => {
    if (/Content Security Policy|\[Vue warn\]/.test(message.text())) errors.push(message.text());
  });
}

/** Fills the form in and waits for the chats. */
export async function logIn(page: Page, { username, password }: Person): Promise<void> {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Chats' }).waitFor();
}

/** Opens the chat with a user by the finder, as a person without a mouse would. */
export async function openChat(page: Page, username: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(username);
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await composer(page).waitFor();
}

/** The field that messages are written in. */
export function composer(page: Page) {
  return page.getByRole('textbox', { name: /^Write to / });
}

/** Writes and sends with the keyboard. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** The messages on the screen that have the text. */
export function bubble(page: Page, text: string) {
  return page.getByRole('log').getByRole('article').filter({ hasText: text });
}

/** Opens the menu of a message and takes an action from it. */
export async function act(page: Page, text: string, action: string): Promise<void> {
  await bubble(page, text).last().click({ button: 'right' });
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

/** The row of a conversation in the list. */
export function row(page: Page, text: string | RegExp) {
  return page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').filter({ hasText: text });
}

/** Opens the panel beside the chat. */
export async function openPanel(page: Page): Promise<void> {
  await page.getByRole('button', { name: /: (group info|contact)$/, expanded: false }).click();
  await page.getByRole('complementary').waitFor();
}

/** The panel beside the chat. */
export function panel(page: Page) {
  return page.getByRole('complementary');
}

/** The dialog on top of everything. */
export function dialog(page: Page) {
  return page.getByRole('dialog').or(page.getByRole('alertdialog'));
}

/** Makes a group of friends, as a person would, and is in its chat then. */
export async function makeGroup(page: Page, name: string, members: readonly Person[]): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('button', { name: /New group/ }).click();
  await page.getByLabel('Group name').fill(name);
  for (const member of members) await page.getByRole('checkbox', { name: new RegExp(member.username) }).check();
  await page.getByRole('button', { name: 'Create group' }).click();
  await page.getByRole('heading', { name: `${name}: group info` }).waitFor();
}
