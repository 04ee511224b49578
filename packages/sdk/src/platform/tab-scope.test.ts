import { expect, test } from 'vitest';
import { claimTabScope } from './tab-scope.ts';

/** The part of the browser's locks that matters: one holder for each name, until it lets go. */
function createBrowser() {
  const held = new Set<string>();
  const request = async (name: string, { signal }: LockOptions, use: (lock: object | null) => unknown) => {
    if (held.has(name)) {
      if (signal) throw new DOMException('too late', 'TimeoutError');
      return use(null);
    }
    held.add(name);
    const result = await use({});
    held.delete(name);
    return result;
  };
  const locks = { request } as unknown as LockManager;
  const newTab = () => {
    const items = new Map<string, string>();
    const tabStorage = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
    };
    return { locks, tabStorage, items };
  };
  return { newTab };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('tabs have scopes of their own, and a reload keeps its', async () => {
  const { newTab } = createBrowser();
  const [first, second] = [newTab(), newTab()];
  const one = await claimTabScope('app', first);
  const two = await claimTabScope('app', second);
  expect([one.deviceScope, two.deviceScope]).toEqual(['tab0', 'tab1']);
  two.release();
  await settled();
  expect((await claimTabScope('app', second)).deviceScope).toBe('tab1');
});

test('a new tab takes up what a closed one left', async () => {
  const { newTab } = createBrowser();
  const one = await claimTabScope('app', newTab());
  await claimTabScope('app', newTab());
  one.release();
  await settled();
  expect((await claimTabScope('app', newTab())).deviceScope).toBe('tab0');
});

test('a duplicated tab does not get the scope of its original', async () => {
  const { newTab } = createBrowser();
  const original = newTab();
  await claimTabScope('app', original);
  const copy = newTab();
  for (const [key, value] of original.items) copy.tabStorage.setItem(key, value);
  expect((await claimTabScope('app', copy)).deviceScope).toBe('tab1');
});

test('without locks each tab has a scope that outlives a reload', async () => {
  const { newTab } = createBrowser();
  const [tab, other] = [
    { ...newTab(), locks: undefined },
    { ...newTab(), locks: undefined },
  ];
  const { deviceScope } = await claimTabScope('app', tab);
  expect((await claimTabScope('app', tab)).deviceScope).toBe(deviceScope);
  expect((await claimTabScope('app', other)).deviceScope).not.toBe(deviceScope);
});
