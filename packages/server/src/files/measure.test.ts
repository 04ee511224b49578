import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { measure } from './measure.ts';

async function* chunks(sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield Buffer.alloc(size, 1);
}

async function read(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of bytes) all.push(chunk);
  return Buffer.concat(all);
}

describe('bytes on their way', () => {
  test.each([
    [[]],
    [[1]],
    [[4099]],
    [[4100]],
    [[4099, 1, 1]],
    [[1, 10_000, 3]],
    [[65_536, 65_536]],
  ])('in chunks of %j are counted, hashed and passed as they were', async (sizes) => {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const types: string[] = [];
    const measured = measure(chunks(sizes), { bytesMax: total, onContentType: (type) => types.push(type) });
    const all = await read(measured.bytes);
    expect(all.equals(Buffer.alloc(total, 1))).toBe(true);
    const hash = createHash('sha256').update(all).digest('base64url');
    expect(measured.result()).toEqual({ sizeBytes: total, hash, contentType: 'application/octet-stream' });
    expect(types).toEqual(['application/octet-stream']);
  });

  test('stop at the first one too many', async () => {
    let taken = 0;
    async function* endless() {
      for (;;) {
        taken += 1000;
        yield Buffer.alloc(1000, 1);
      }
    }
    await expect(read(measure(endless(), { bytesMax: 9999 }).bytes)).rejects.toMatchObject({ code: 'fileTooLarge' });
    expect(taken).toBe(10_000);
  });

  test('do not begin to pass when their content is refused', async () => {
    const refuse = () => {
      throw new Error('not this');
    };
    const passed: Uint8Array[] = [];
    const { bytes } = measure(chunks([5000, 5000]), { bytesMax: 10_000, onContentType: refuse });
    await expect(
      (async () => {
        for await (const chunk of bytes) passed.push(chunk);
      })(),
    ).rejects.toThrow('not this');
    expect(passed).toEqual([]);
  });
});
