import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createStockFrames } from './stock-frames.ts';

const VECTORS = new URL('../../../interop/client-frames.json', import.meta.url);
const vectors: readonly { readonly name: string; readonly hex: string }[] = JSON.parse(readFileSync(VECTORS, 'utf8'));
const me = { userId: 6_597_331_920_896, deviceSn: 3 };
const bob = 6_597_331_920_897;
const clientMid = 1_700_000_000_000;
const mid = 459_126_284_599_297;

test.each<[string, (frames: ReturnType<typeof createStockFrames>) => Uint8Array]>([
  ['provision', (frames) => frames.provision(me, 'YWMt-token-sample', '6597331920896_123456789')],
  ['unread', (frames) => frames.unread()],
  ['sync-conversation', (frames) => frames.pull(bob)],
  ['sync-system', (frames) => frames.pull(0)],
  ['sync-key', (frames) => frames.pull(bob, mid)],
  ['chat-text', (frames) => frames.text(me, bob, clientMid, 'hello, 世界 👋')],
  ['deliver-ack', (frames) => frames.acknowledge(me, bob, clientMid, { type: 4, mid })],
])('%s is built as the deployed client builds it, byte for byte', (name, build) => {
  const hex = vectors.find((vector) => vector.name === name)?.hex;
  expect(Buffer.from(build(createStockFrames())).toString('hex')).toBe(hex);
});
