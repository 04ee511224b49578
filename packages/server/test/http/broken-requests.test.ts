import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestHttp, type TestHttp } from './test-http.ts';

let server: TestHttp;
beforeAll(async () => {
  server = await createTestHttp();
  await server.http.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => server.stop());

test('what is no HTTP is answered with an envelope, and the connection ends', async () => {
  const answer = await answerTo(open(), 'give me everything\r\n\r\n');
  expect(answer).toMatchObject({ status: 400, type: 'application/json; charset=utf-8' });
  expect(answer.envelope).toEqual({ code: 10002, message: expect.stringContaining('not valid HTTP') });
});

test('headers that are too large are answered with an envelope', async () => {
  const answer = await answerTo(
    open(),
    `GET /app/config HTTP/1.1\r\nhost: here\r\nx-much: ${'x'.repeat(20_000)}\r\n\r\n`,
  );
  expect(answer).toMatchObject({
    status: 431,
    envelope: { code: 10002, message: expect.stringContaining('too large') },
  });
});

test('a request that does not become whole in time is answered with an envelope', async () => {
  const accepted = once(server.http.server, 'connection');
  const client = open();
  const [socket] = (await accepted) as [Socket];
  const received = once(socket, 'data');
  const answered = answerTo(client, 'GET /app/config HTTP/1.1\r\n');
  await received;
  // As Node does once it looks, which it does every half minute.
  const tooSlow = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  server.http.server.emit('clientError', tooSlow, socket);
  expect(await answered).toMatchObject({
    status: 408,
    envelope: { code: 20000, message: 'there was no answer in time' },
  });
});

test('a client that is gone gets no answer', async () => {
  const accepted = once(server.http.server, 'connection');
  const client = open();
  const [socket] = (await accepted) as [Socket];
  const closed = new Promise((resolve) => socket.once('close', resolve));
  client.write('GET /app/config HT');
  client.resetAndDestroy();
  await closed;
  expect(await server.call('GET /v2/app_dns', { query: { app_id: 'demo' } })).toMatchObject({ code: 200 });
});

function open(): Socket {
  return connect((server.http.server.address() as AddressInfo).port, '127.0.0.1');
}

/** What comes back until the connection ends. */
async function answerTo(socket: Socket, request: string) {
  socket.write(request);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  return {
    status: Number(head.split(' ')[1]),
    type: /content-type: (.*)/i.exec(head)?.[1],
    envelope: JSON.parse(body),
  };
}
