import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Cloud, startCloud } from '@warbler/test-kit';
import { launchChromium } from '@warbler/test-kit/chromium';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundles, makeBundle } from '../../scripts/bundle.ts';
import { createClient } from '../../src/index.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.stop());

test('examples/hello-page signs in, writes to alice and shows her answer', async () => {
  const html = await readFile(new URL('../../../../examples/hello-page/index.html', import.meta.url));
  const script = await makeBundle(bundles.find(({ name }) => name === 'warbler')!);
  const site = createServer(({ url = '' }, response) => {
    const isScript = url.endsWith('.js');
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html').end(isScript ? script : html);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const browser = await launchChromium();
  const [user] = cloud.users;
  const alice = createClient({ appId: cloud.appId, dns: `${cloud.url}/v2/app_dns` });
  try {
    await alice.login({ name: user!.username, password: user!.password });
    const page = await browser.newPage();
    const { port } = site.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/?server=${encodeURIComponent(cloud.url)}`);
    await page.getByRole('button').click();
    await page.getByText('to alice: sent').waitFor();
    alice.send((await alice.findUser('dave')).userId, { type: 'text', text: 'Good morning' });
    const answer = page.getByRole('listitem').filter({ hasText: `${user!.userId}: Good morning` });
    await answer.waitFor();
    expect(await answer.count()).toBe(1);
  } finally {
    await alice.close();
    await browser.close();
    site.close();
  }
});
