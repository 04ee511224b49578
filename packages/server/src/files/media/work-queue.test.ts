import { describe, expect, test } from 'vitest';
import { createWorkQueue } from './work-queue.ts';

describe('heavy work', () => {
  test('is done a few at once, first come, first served', async () => {
    const queue = createWorkQueue({ atOnceMax: 2, waitingMax: 10 });
    const ends: (() => void)[] = [];
    const begun: number[] = [];
    const runs = [0, 1, 2, 3].map((number) =>
      queue.run(async () => {
        begun.push(number);
        await new Promise<void>((resolve) => ends.push(resolve));
        return number;
      }),
    );
    expect(begun).toEqual([0, 1]);
    ends[1]!();
    expect(await runs[1]).toBe(1);
    expect(begun).toEqual([0, 1, 2]);
    ends[0]!();
    await runs[0];
    expect(begun).toEqual([0, 1, 2, 3]);
    for (const end of ends) end();
    expect(await Promise.all(runs)).toEqual([0, 1, 2, 3]);
  });

  test('is refused when too much waits, and makes room when it fails', async () => {
    const queue = createWorkQueue({ atOnceMax: 1, waitingMax: 1 });
    const failing = queue.run(() => Promise.reject(new Error('broken')));
    const waiting = queue.run(async () => 'done');
    await expect(queue.run(async () => 'too many')).rejects.toMatchObject({ code: 'rateLimited' });
    await expect(failing).rejects.toThrow('broken');
    expect(await waiting).toBe('done');
    expect(await queue.run(async () => 'again')).toBe('again');
  });
});
