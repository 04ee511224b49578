import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '@warbler/test-kit/chromium';
import type { Page } from 'playwright-core';
import { build } from 'vite';

/** A page in Chromium with the SDK in it, on an origin of its own. */
export interface OpenedPage {
  readonly page: Page;
  readonly origin: string;
  close(): Promise<void>;
}

/** Builds the page, serves it and opens it in a headless Chromium. */
export async function openSpeedPage(): Promise<OpenedPage> {
  const code = await bundle(fileURLToPath(new URL('speed-page.ts', import.meta.url)));
  const server = createServer((request, response) => {
    const isCode = request.url === '/page.js';
    response.setHeader('content-type', isCode ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8');
    response.end(isCode ? code : '<!doctype html><title>speed</title><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(origin);
  await page.waitForFunction('globalThis.speedPage !== undefined');
  return {
    page,
    origin,
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bundle(entry: string): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, target: 'es2023', modulePreload: false, rolldownOptions: { input: entry } },
  });
  const bundles = Array.isArray(output) ? output : [output];
  const chunks = bundles.flatMap((one) => ('output' in one ? one.output : []));
  return chunks.flatMap((chunk) => (chunk.type === 'chunk' ? [chunk.code] : [])).join('\n');
}
