import { type Browser, chromium } from 'playwright-core';

/**
 * Starts the machine's Chromium for tests, headless and without traffic of its own; `WARBLER_CHROMIUM` names another one.
 *
 * @param more further arguments of its command line
 */
export function launchChromium(...more: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.WARBLER_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
}
