import fastify from 'fastify';
import { expect, test } from 'vitest';
import { Type } from '../type.ts';
import { lazyCompilers } from './lazy-compilers.ts';

function openServer() {
  const http = fastify({ schemaController: lazyCompilers() });
  const body = Type.Object({ count: Type.Integer({ minimum: 1 }), note: Type.Optional(Type.String()) });
  const answer = Type.Object({ count: Type.Integer() });
  const schema = { body, response: { 200: answer } };
  http.post('/counts', { schema }, async (request) => ({ ...(request.body as object), secret: 1 }));
  return http;
}

test('a call is checked and answered by its schemas, the first time as every time', async () => {
  const http = openServer();
  const post = async (payload: object) => (await http.inject({ method: 'POST', url: '/counts', payload })).json();
  for (let round = 0; round < 2; round += 1) {
    expect(await post({ count: 0 })).toMatchObject({ statusCode: 400, message: 'body/count must be >= 1' });
    expect(await post({ note: 'none' })).toMatchObject({ message: "body must have required property 'count'" });
    expect(await post({ count: 2 })).toEqual({ count: 2 });
  }
  await http.close();
});

test('a schema that cannot be compiled fails the call, and no other', async () => {
  const http = openServer();
  http.post('/broken', { schema: { body: { type: 'no type' } } }, async () => ({}));
  const post = (url: string) => http.inject({ method: 'POST', url, payload: { count: 2 } });
  expect((await post('/broken')).statusCode).toBe(500);
  expect((await post('/counts')).statusCode).toBe(200);
  await http.close();
});
