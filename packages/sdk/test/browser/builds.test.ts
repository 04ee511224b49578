import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Cloud, startCloud } from '@warbler/test-kit';
import { launchChromium } from '@warbler/test-kit/chromium';
import { parse } from 'acorn';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundles, makeBundle } from '../../scripts/bundle.ts';

let browser: Browser;
let cloud: Cloud;
const codes = new Map<string, string>();
const sites: Server[] = [];
beforeAll(async () => {
  browser = await launchChromium();
  cloud = await startCloud();
  for (const bundle of bundles) codes.set(bundle.name, await makeBundle(bundle));
});
afterAll(async () => {
  await browser.close();
  for (const site of sites) site.close();
  await cloud.stop();
});

/** Signs in, sends, uploads and downloads; what it gives back is what became of it. */
const program = (name: string) => `
  (async function () {
    var client = Warbler.createClient({ appId: ${JSON.stringify(cloud.appId)}, dns: ${JSON.stringify(`${cloud.url}/v2/app_dns`)}, deviceScope: ${JSON.stringify(name)} });
    await client.login(${JSON.stringify({ name: cloud.users[0]?.username, password: cloud.users[0]?.password })});
    var peer = ${cloud.users[1]?.userId};
    var sent = await client.whenSettled(client.send(peer, { type: 'text', text: '你好 from ${name}' }).localId);
    var files = Warbler.createFiles(client);
    var seen = 0;
    files.onChange(function () { files.transfers().forEach(function (each) { seen = Math.max(seen, each.loadedBytes); }); });
    var source = new Blob([new Uint8Array(100000)]);
    var file = await client.whenSettled(files.send(peer, { type: 'file', source: source, name: 'a.bin' }).localId);
    var got = await files.download(file.content.url).done;
    var refused = await Warbler.createPush(client).setQuietHours({ startHour: 99, endHour: 1 }).catch(function (error) { return error; });
    await client.close();
    return { text: sent.status, file: file.status, bytes: got.bytes.length, seen: seen, error: refused.code };
  })()`;
const expected = { text: 'sent', file: 'sent', bytes: 100_000, seen: 100_000, error: 'invalidParameter' };

/** A page of a site of its own with files of ours; the site ends with the test. */
async function openPage(files: Readonly<Record<string, string>>): Promise<Page> {
  const site = createServer(({ url = '' }, response) => {
    const type = url.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(files[url.slice(1)] ?? '');
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  sites.push(site);
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/page.html`);
  return page;
}

describe('a built script', () => {
  test.each(bundles.filter(({ isLegacy }) => isLegacy))('$name is ES5 to the last letter', ({ name }) => {
    expect(() => parse(codes.get(name) ?? '', { ecmaVersion: 5, sourceType: 'script' })).not.toThrow();
  });

  test.each(['warbler', 'warbler.legacy'])('%s works in a page as a script tag', async (name) => {
    const html = '<!doctype html><script src="sdk.js"></script>';
    const page = await openPage({ 'page.html': html, 'sdk.js': codes.get(name) ?? '' });
    expect(await page.evaluate(program(name))).toEqual(expected);
    await page.close();
  });

  test('works in a worker', async () => {
    const worker = `importScripts('/sdk.js');
      ${program('worker')}.then(postMessage, function (error) { postMessage(String(error)); });`;
    const files = { 'page.html': '<!doctype html>', 'sdk.js': codes.get('warbler') ?? '', 'worker.js': worker };
    const page = await openPage(files);
    const answer = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const running = new Worker('/worker.js');
          running.onmessage = ({ data }) => resolve(data);
          running.onerror = ({ message }) => resolve(message);
        }),
    );
    expect(answer).toEqual(expected);
    await page.close();
  });
});
