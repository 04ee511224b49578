import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { bundles, makeBundle } from '../../../scripts/bundle.ts';

test('the script tag defines window.flooIM, which asks for what it needs', async () => {
  const bundle = bundles.find(({ name }) => name === 'floo');
  if (!bundle) throw new Error('there is no such script');
  const page = createContext({ TextDecoder, TextEncoder });
  runInContext(await makeBundle(bundle), page);
  expect(runInContext('typeof flooIM', page)).toBe('function');
  expect(() => runInContext('flooIM({ appid: "demo" })', page)).toThrow('dnsServer must be given');
});
