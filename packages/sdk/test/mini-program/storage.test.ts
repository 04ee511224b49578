import { describe, expect, test } from 'vitest';
import { type MiniProgramApi, openMiniProgramStorage } from '../../src/mini-program/index.ts';
import { describeStorage } from '../storage-contract.ts';
import { type MiniDevice, newDevice, runMiniProgram } from './stand-in.ts';

let device = newDevice();
describeStorage({
  name: 'mini-program',
  open() {
    device = newDevice();
    return openMiniProgramStorage(runMiniProgram(device).api);
  },
  reopen: () => openMiniProgramStorage(runMiniProgram(device).api),
});

/** A program that ends at its n-th write. */
function dyingProgram(on: MiniDevice, writeCount: number): MiniProgramApi {
  const { api } = runMiniProgram(on);
  let left = writeCount;
  const write = (work: () => void) => {
    if (left === 0) throw new Error('the program is gone');
    left -= 1;
    work();
  };
  return {
    ...api,
    setStorageSync: (key, value) => write(() => api.setStorageSync(key, value)),
    removeStorageSync: (key) => write(() => api.removeStorageSync(key)),
  };
}

describe('the storage of a mini-program', () => {
  test('keeps a batch whole or not at all, wherever the program ends', async () => {
    for (let writeCount = 0; writeCount < 9; writeCount += 1) {
      const on = newDevice();
      const before = await openMiniProgramStorage(runMiniProgram(on).api);
      await before.write([{ key: 'a', value: 1 }]);
      const dying = await openMiniProgramStorage(dyingProgram(on, writeCount));
      const batch = [{ key: 'a' }, { key: 'b', value: 2 }, { key: 'c', value: 3 }];
      await dying.write(batch).catch(() => undefined);
      const after = await openMiniProgramStorage(runMiniProgram(on).api);
      const keys = (await after.list({ prefix: '' })).map(({ key }) => key).join('');
      expect(['a', 'bc'], `after ${writeCount} writes`).toContain(keys);
    }
  });

  test.each([
    ['a value over a megabyte', 'x'.repeat(1_100_000), 1],
    ['more than ten megabytes', 'x'.repeat(900_000), 12],
  ])('says that it is full for %s, and keeps what it has', async (_, value, count) => {
    const storage = await openMiniProgramStorage(runMiniProgram().api);
    await storage.write([{ key: 'a', value: 'kept' }]);
    const fill = async () => {
      for (let at = 0; at < count; at += 1) await storage.write([{ key: `big${at}`, value }]);
    };
    await expect(fill()).rejects.toMatchObject({ code: 'storageFull' });
    expect(await storage.get('a')).toBe('kept');
  });

  test('leaves the keys of the program alone', async () => {
    const on = newDevice();
    const { api } = runMiniProgram(on);
    api.setStorageSync('mine', 'yes');
    const storage = await openMiniProgramStorage(api);
    await storage.write([{ key: 'a', value: 1 }]);
    expect(await storage.list({ prefix: '' })).toEqual([{ key: 'a', value: 1 }]);
    expect(api.getStorageSync('mine')).toBe('yes');
  });
});
