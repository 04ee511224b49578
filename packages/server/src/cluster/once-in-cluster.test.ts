import { expect, test } from 'vitest';
import { createOnceInProcess } from './once-in-cluster.ts';

test('one job of a name runs at a time, also after one failed', async () => {
  const once = createOnceInProcess();
  const gate = Promise.withResolvers<void>();
  const first = once('sweep', () => gate.promise);
  expect(await once('sweep', async () => undefined)).toBe(false);
  expect(await once('another', async () => undefined)).toBe(true);
  gate.resolve();
  expect(await first).toBe(true);
  await expect(once('sweep', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await once('sweep', async () => undefined)).toBe(true);
});
