import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CrowdTarget, entranceOf } from './crowd.ts';
import { frameSizes } from './frame-sizes.ts';

/** Turns everybody away, as a kernel does whose backlog is full. */
const closed = createServer((socket) => socket.resetAndDestroy());
let address: string;

beforeAll(async () => {
  await once(closed.listen(0, '127.0.0.1'), 'listening');
  address = `127.0.0.1:${(closed.address() as AddressInfo).port}`;
});
afterAll(() => closed.close());

const targets = {
  xsync: () => {
    const login = { url: `http://${address}`, transport: 'websocket', userId: 2, token: 'any' } as const;
    return { kind: 'xsync', guests: [login], sender: login, textBytes: 100 };
  },
  bare: () => ({ kind: 'bare', url: `ws://${address}`, guestCount: 1, sizes: frameSizes(100) }),
} as const satisfies Record<string, () => CrowdTarget>;

test.each([
  'xsync',
  'bare',
] as const)('%s: who is turned away at the door may try again, and was not lost', async (kind) => {
  const lost: string[] = [];
  const entrance = entranceOf(targets[kind]());
  await expect(entrance.enter(0, (reason) => void lost.push(reason))).rejects.toThrow('no WebSocket to');
  expect(lost).toEqual([]);
});
