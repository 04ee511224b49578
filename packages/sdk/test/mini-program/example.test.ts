import { readFile } from 'node:fs/promises';
import { runInContext } from 'node:vm';
import { type Cloud, startCloud } from '@warbler/test-kit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createClient } from '../../src/index.ts';
import { buildSdk, newSandbox, requireSdk } from './sandbox.ts';
import { hosts, newDevice, runMiniProgram } from './stand-in.ts';

let cloud: Cloud;
let sdk = '';
beforeAll(async () => {
  [cloud, sdk] = await Promise.all([startCloud(), buildSdk()]);
});
afterAll(() => cloud.stop());

/** What `page.js` gives to `Page`. */
interface ExamplePage {
  readonly data: { readonly lines: readonly string[] };
  onLoad(): void;
  sayHello(event: object): Promise<void>;
}

test.each(hosts)('examples/hello-mini-program signs in over %s, writes to alice and shows her answer', async (host) => {
  const code = await readFile(new URL('../../../../examples/hello-mini-program/page.js', import.meta.url), 'utf8');
  expect(code).toContain("'https://im.example.com'");
  let page: ExamplePage | undefined;
  const required: string[] = [];
  const context = newSandbox({
    [host]: runMiniProgram(newDevice(), host).api,
    Page(given: ExamplePage) {
      page = Object.assign(given, { setData: (data: object) => Object.assign(given.data, data) });
    },
    require(path: string) {
      required.push(path);
      return requireSdk(sdk, context);
    },
  });
  runInContext(code.replace('https://im.example.com', cloud.url), context);
  expect(required).toEqual(['./mini-program.cjs']);

  const [user] = cloud.users;
  const alice = createClient({ appId: cloud.appId, dns: `${cloud.url}/v2/app_dns` });
  await alice.login({ name: user!.username, password: user!.password });
  page?.onLoad();
  await page?.sayHello({ detail: { value: { name: `dave${host}`, password: 'a-good-secret' } } });
  expect(page?.data.lines).toEqual(['to alice: sent']);
  const dave = await alice.findUser(`dave${host}`);
  alice.send(dave.userId, { type: 'text', text: 'Good morning' });
  await vi.waitFor(() => expect(page?.data.lines).toEqual(['to alice: sent', `${user!.userId}: Good morning`]), {
    timeout: 30_000,
  });
  await Promise.all([alice.close(), runInContext('client.close()', context)]);
});
