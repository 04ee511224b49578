import { type IncomingMessage, Server } from 'node:http';
import { Duplex } from 'node:stream';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { serveSocketIo } from './socket-io.ts';

test('a client that resets its connection while Socket.IO is being loaded does no harm', async () => {
  const server = new Server();
  const accept = () => ({ onFrame: () => undefined, onClose: () => undefined });
  const close = serveSocketIo({ server, maxMessageBytes: 1000, accept, logger: pino({ enabled: false }) });
  const socket = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const request = { url: '/socket.io/?EIO=3&transport=websocket', headers: {}, socket } as unknown as IncomingMessage;
  server.emit('upgrade', request, socket, Buffer.alloc(0));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.destroy(new Error('reset'));
  await closed;
  expect(socket.destroyed).toBe(true);
  close();
});
