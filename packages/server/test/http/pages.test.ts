import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHttp, type Loose, type TestHttp } from './test-http.ts';

let webRoot: string;
let server: TestHttp;
beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'warbler-page-'));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Page</title>');
  await writeFile(join(webRoot, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(webRoot, 'assets', 'index-abc123.js'), 'export {}');
  server = await createTestHttp({ webRoot });
});
afterAll(async () => {
  await server.stop();
  await rm(webRoot, { recursive: true });
});

const PAGE = { appId: null, headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } } as const;

describe('the web page', () => {
  test('is at /, asked for anew each time, with CORS for the latency probe and a policy for its scripts', async () => {
    const { status, headers, text } = await server.call('GET /', { ...PAGE, query: { app_id: 'demo', source: 'sdk' } });
    expect([status, text]).toEqual([200, '<!doctype html><title>Page</title>']);
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'no-cache',
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).toContain('ws:');
    expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  });

  test('keeps its hashed files for good and asks for the others', async () => {
    const hashed = await server.call('GET /assets/index-abc123.js', { appId: null });
    expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(hashed.headers['content-type']).toContain('javascript');
    const plain = await server.call('GET /favicon.svg', { appId: null });
    expect(plain.headers['cache-control']).toBe('no-cache');
    const again = await server.call('GET /favicon.svg', {
      appId: null,
      headers: { 'if-none-match': String(plain.headers.etag) },
    });
    expect(again.status).toBe(304);
  });

  test('answers places within it, but neither unknown calls nor missing files', async () => {
    expect((await server.call('GET /chat/42', PAGE)).text).toContain('<title>Page');
    expect(await server.call('GET /user/unknown', PAGE)).toMatchObject({ status: 200, code: 404 });
    expect((await server.call('GET /assets/gone.js', PAGE)).status).toBe(404);
    expect(await server.call('GET /chat/42', { appId: null, headers: { accept: '*/*' } })).toMatchObject({ code: 404 });
  });

  test.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
    '/.env',
    '/%00',
    '/%zz',
  ])('nothing outside its folder is read: %s', async (path) => {
    const { status, text } = await server.call(`GET ${path}`, PAGE);
    expect(status).toBeLessThan(500);
    expect(text).not.toContain('"dependencies"');
  });
});

describe('without a built page', () => {
  test('/ says so, with CORS', async () => {
    const bare = await createTestHttp({ webRoot: join(webRoot, 'assets') });
    try {
      const { status, headers, text } = await bare.call('GET /', PAGE);
      expect([status, headers['access-control-allow-origin']]).toEqual([200, '*']);
      expect(JSON.parse(text)).toMatchObject({ name: 'warbler', docs: '/docs' });
      expect(await bare.call('GET /chat/42', PAGE)).toMatchObject({ status: 200, code: 404 });
    } finally {
      await bare.stop();
    }
  });
});

describe('unknown calls', () => {
  test.each([
    'GET /app/unknown',
    'POST /group/unknown',
    'DELETE /user/profile',
    'PATCH /user/profile',
    'POST /',
  ])('%s is 404 in an envelope with HTTP status 200 and CORS headers', async (line) => {
    const { status, headers, code } = await server.call(line, { headers: { origin: 'https://app.example' } });
    expect([status, code, headers['access-control-allow-origin']]).toEqual([200, 404, '*']);
  });
});

describe('/docs', () => {
  test('is complete without the internet and without https', async () => {
    const { status, text, headers } = await server.call('GET /docs/', PAGE);
    expect(status).toBe(200);
    expect(text).toContain('swagger-ui');
    expect(text).not.toMatch(/(?:src|href)="https?:/);
    expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
    for (const [, path] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const file = await server.call(`GET ${new URL(path!, 'http://x/docs/').pathname}`, { appId: null });
      expect([path, file.status]).toEqual([path, 200]);
    }
  });

  test('describes every call with its chapter, summary, envelope and headers', async () => {
    const { paths, components } = JSON.parse((await server.call('GET /docs/json', { appId: null })).text);
    expect(Object.keys(components.securitySchemes)).toEqual([
      'app_id',
      'access-token',
      'user_id',
      'app_id_in_query',
      'access_token_in_query',
      'group_id',
    ]);
    for (const [url, methods] of Object.entries<Loose>(paths)) {
      for (const call of Object.values<Loose>(methods)) {
        expect([url, call.tags?.length, typeof call.summary]).toEqual([url, 1, 'string']);
      }
    }
    const login = paths['/token/user'].post;
    expect(login.security).toEqual([{ app_id: [] }]);
    const envelope = login.responses['200'].content['application/json'].schema;
    expect(Object.keys(envelope.properties)).toEqual([
      'code',
      'message',
      'data',
      'cursor',
      'msg_ids',
      'version',
      'total',
    ]);
    expect(Object.keys(envelope.properties.data.properties)).toContain('token');
    expect(paths['/roster/id'].get.security[0]).toEqual({ app_id: [], 'access-token': [] });
  });
});
