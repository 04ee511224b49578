import { type Client, createClient, createMemoryStorage } from '@warbler/sdk';
import { type Cloud, startCloud, type TestUser } from '@warbler/test-kit';
import { launchChromium } from '@warbler/test-kit/chromium';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { logIn, watchForErrors, webRoot } from './browser.ts';

/** People with windows onto one cloud; everything is closed after each test, and no page may have gone wrong unseen. */
export interface Windows {
  readonly cloud: Cloud;
  /** New people, so that no test sees what another did; those of one call are friends of each other. */
  newPeople(...names: readonly string[]): Promise<TestUser[]>;
  /** New people who do not know each other. */
  newStrangers(...names: readonly string[]): Promise<TestUser[]>;
  /** A window in which nobody is logged in yet. */
  newWindow(options?: BrowserContextOptions): Promise<Page>;
  /** A window in which somebody is logged in. */
  windowOf(user: TestUser, options?: BrowserContextOptions): Promise<Page>;
  /** A program in which somebody is logged in. */
  programOf(user: TestUser): Promise<Client>;
}

/** Starts a browser and a cloud before the tests of a file, and stops them after. */
export function withWindows(): Windows {
  const contexts: BrowserContext[] = [];
  const programs: Client[] = [];
  const errors: string[] = [];
  let browser: Browser;
  let cloud: Cloud;
  let count = 0;

  beforeAll(async () => {
    [browser, cloud] = await Promise.all([launchChromium(), startCloud({ webRoot })]);
  });
  afterAll(async () => {
    await browser.close();
    await cloud.stop();
  });
  afterEach(async () => {
    await Promise.all(programs.splice(0).map((program) => program.close()));
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(errors.splice(0)).toEqual([]);
  });

  async function newStrangers(...names: readonly string[]): Promise<TestUser[]> {
    count += 1;
    return Promise.all(names.map((name) => cloud.register(`${name}_${count}`)));
  }

  async function newWindow(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-US', ...options });
    watchForErrors(context, errors);
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(cloud.url);
    return page;
  }

  return {
    get cloud() {
      return cloud;
    },
    newStrangers,
    async newPeople(...names) {
      const people = await newStrangers(...names);
      for (const [index, person] of people.entries()) {
        const token = await cloud.rest.logIn(person);
        for (const other of people.slice(index + 1)) {
          await cloud.rest.post('/roster/apply', { user_id: other.userId, reason: '' }, token);
        }
      }
      return people;
    },
    newWindow,
    async windowOf(user, options) {
      const page = await newWindow(options);
      await logIn(page, user);
      return page;
    },
    async programOf({ username, password }) {
      const dns = `${cloud.url}/v2/app_dns`;
      const program = createClient({ appId: cloud.appId, dns, storage: createMemoryStorage() });
      programs.push(program);
      await program.login({ name: username, password });
      return program;
    },
  };
}
