import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { webSocketBytes } from './websocket-bytes.ts';

const LENGTHS = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000];

/** What a client's library makes of the bytes. */
async function read(bytes: Buffer, count: number): Promise<readonly { data: Buffer; isBinary: boolean }[]> {
  const server = createServer();
  const upgrader = new WebSocketServer({ server });
  upgrader.on('connection', (_, { socket }) => socket.write(bytes));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    return await new Promise((resolve, reject) => {
      const messages: { data: Buffer; isBinary: boolean }[] = [];
      client.on('error', reject);
      client.on('message', (data: Buffer, isBinary) => {
        messages.push({ data, isBinary });
        if (messages.length === count) resolve(messages);
      });
    });
  } finally {
    client.terminate();
    server.close();
  }
}

test('messages of every kind of length come out as they went in, in their order', async () => {
  const messages = LENGTHS.map((length, index) => Buffer.alloc(length, index + 1));
  const arrived = await read(webSocketBytes(messages), messages.length);
  expect(arrived.map(({ data, isBinary }) => isBinary && data.length)).toEqual(LENGTHS);
  expect(arrived.every(({ data }, index) => data.equals(messages[index] as Buffer))).toBe(true);
});

test('a message alone is its header and itself', () => {
  expect([...webSocketBytes([Buffer.from([7, 8, 9])])]).toEqual([0x82, 3, 7, 8, 9]);
});
