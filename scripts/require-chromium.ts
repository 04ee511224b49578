// Runs before each browser test file (vitest `setupFiles`): finds Chromium, or says what to install.
import { existsSync } from 'node:fs';

const chromium = process.env.WARBLER_CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(chromium)) {
  throw new Error(
    `The browser tests need Chromium, and there is none at ${chromium}.\n` +
      'Install it:    apt-get install chromium fonts-noto-cjk\n' +
      'or name yours: WARBLER_CHROMIUM=/path/to/chromium npm test',
  );
}
process.env.WARBLER_CHROMIUM = chromium;
