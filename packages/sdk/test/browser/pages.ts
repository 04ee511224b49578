import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Cloud, startCloud } from '@warbler/test-kit';
import { launchChromium } from '@warbler/test-kit/chromium';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

/** Real pages over the SDK and a cloud of the test file's own. */
export interface Pages {
  readonly cloud: Cloud;
  /** A browser profile: its pages share storage, locks and channels, and nothing with other profiles. */
  newProfile(): Promise<BrowserContext>;
  /** A page with `window.sdk`. `isSecure: false` for one as over plain http from another machine. */
  newPage(profile: BrowserContext, options?: { readonly isSecure: boolean }): Promise<Page>;
}

const insecureHost = 'insecure.test';

/** Starts a browser and a cloud before the tests of a file, and stops them after. */
export function withPages(): Pages {
  const profiles: BrowserContext[] = [];
  const errors: string[] = [];
  let browser: Browser;
  let cloud: Cloud;
  let webRoot: string;

  beforeAll(async () => {
    webRoot = await writePage();
    [browser, cloud] = await Promise.all([
      launchChromium(`--host-resolver-rules=MAP ${insecureHost} 127.0.0.1`),
      startCloud({ webRoot }),
    ]);
  });
  afterEach(async () => {
    await Promise.all(profiles.splice(0).map((profile) => profile.close()));
    expect(errors.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await cloud.stop();
    await rm(webRoot, { recursive: true });
  });

  return {
    get cloud() {
      return cloud;
    },
    async newProfile() {
      const profile = await browser.newContext();
      profiles.push(profile);
      profile.on('weberror', (error) => errors.push(error.error().stack ?? ''));
      return profile;
    },
    async newPage(profile, { isSecure } = { isSecure: true }) {
      const page = await profile.newPage();
      page.setDefaultTimeout(20_000);
      const { port } = new URL(cloud.url);
      const origin = isSecure ? cloud.url : `http://${insecureHost}:${port}`;
      await page.goto(origin);
      await page.waitForFunction(() => 'sdk' in window);
      return page;
    },
  };
}

/** A folder with a page that does nothing but load the SDK. */
async function writePage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'warbler-page-'));
  await writeFile(join(folder, 'sdk.js'), await bundle());
  await writeFile(join(folder, 'index.html'), '<!doctype html><script type="module" src="sdk.js"></script>');
  return folder;
}

async function bundle(): Promise<string> {
  const input = fileURLToPath(new URL('sdk-in-a-page.ts', import.meta.url));
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, target: 'es2023', modulePreload: false, rolldownOptions: { input } },
  });
  const bundles = Array.isArray(output) ? output : [output];
  const chunks = bundles.flatMap((one) => ('output' in one ? one.output : []));
  return chunks.flatMap((chunk) => (chunk.type === 'chunk' ? [chunk.code] : [])).join('\n');
}
