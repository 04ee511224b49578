import { expect, test } from 'vitest';
import { openSpeedPage } from './open-speed-page.ts';
import type { SpeedPage } from './speed-page.ts';

test('a full IndexedDB loses the oldest messages of the largest conversation and goes on', async () => {
  const small = await openSpeedPage();
  try {
    // Before the first write: Chromium remembers for a while how much room there was.
    const session = await small.page.context().newCDPSession(small.page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: small.origin, quotaSize: 12_000_000 });
    await small.page.evaluate('globalThis.speedPage.fill({ conversationCount: 100, messageCount: 10000 })');
    const overflow = small.page.evaluate('globalThis.speedPage.overflow()') as ReturnType<SpeedPage['overflow']>;
    const { removed, problems, before, after, largest } = await overflow;
    expect(problems).toEqual([]);
    expect(removed[0]?.conversationId).toBe(largest);
    expect(after).toBe(before - (removed[0]?.count ?? 0));
  } finally {
    await small.close();
  }
}, 120_000);
