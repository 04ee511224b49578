import { connectFrameSocket, startCloud } from '@warbler/test-kit';
import { expect, test } from 'vitest';

test('a server whose first callers are Socket.IO clients, all at once, takes each of them', async () => {
  const cloud = await startCloud();
  const sockets = await Promise.all(
    Array.from({ length: 20 }, () =>
      connectFrameSocket(cloud.url, 'socket.io', { onFrame: () => undefined, onClose: () => undefined }),
    ),
  );
  for (const socket of sockets) socket.destroy();
  await cloud.stop();
});

test('the very first request for polling is refused by Socket.IO, whatever else is asked of the server is answered', async () => {
  const cloud = await startCloud();
  const polling = await fetch(`${cloud.url}/socket.io/?EIO=3&transport=polling`);
  expect([polling.status, await polling.json()]).toEqual([400, { code: 0, message: 'Transport unknown' }]);
  expect((await fetch(`${cloud.url}/api/health`)).status).toBe(200);
  await cloud.stop();
});

test('a server that stops while its first Socket.IO client comes in stops', async () => {
  const cloud = await startCloud();
  const polling = fetch(`${cloud.url}/socket.io/?EIO=3&transport=polling`).then(
    ({ status }) => status,
    ({ name }: Error) => name,
  );
  await cloud.stop();
  // Refused as polling is, or cut off by the stop: never left without an end.
  expect([400, 'TypeError']).toContain(await polling);
  await expect(fetch(`${cloud.url}/api/health`)).rejects.toThrow();
});
