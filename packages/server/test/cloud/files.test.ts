import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCloud } from '@warbler/test-kit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { photo } from '../files/samples.ts';
import { type ChildServer, startChildServer } from '../files/start-child-server.ts';

const MEBIBYTE = 1024 * 1024;

interface Ticket {
  readonly upload_url: string;
  readonly download_url: string;
}

/** A user of a server somewhere. */
class Client {
  readonly #url: string;
  readonly #userId: number;
  #token = '';

  constructor(url: string, userId: number) {
    this.#url = url;
    this.#userId = userId;
  }

  async logIn(name: string, password: string): Promise<void> {
    const init = { method: 'POST', headers: { app_id: 'demo', 'content-type': 'application/json' } };
    const answer = await fetch(`${this.#url}/token/user`, { ...init, body: JSON.stringify({ name, password }) });
    this.#token = ((await answer.json()) as { data: { token: string } }).data.token;
  }

  async ticket(file_type = 100): Promise<Ticket> {
    const query = `file_type=${file_type}&to_id=${this.#userId}`;
    const headers = { app_id: 'demo', 'access-token': this.#token };
    const answer = await fetch(`${this.#url}/file/upload/chat?${query}`, { headers });
    return ((await answer.json()) as { data: Ticket }).data;
  }

  get(url: string): Promise<Response> {
    return fetch(`${url}&access-token=${this.#token}&app_id=demo`);
  }
}

async function clientOf({ url, start }: Pick<ChildServer, 'url' | 'start'>): Promise<Client> {
  const [alice] = start.users;
  const client = new Client(url, alice!.userId);
  await client.logIn(alice!.username, alice!.password!);
  return client;
}

/** Sends bytes as they are read, and gives the status of the answer. */
async function send(url: string, bytes: AsyncIterable<Buffer>, headers: Record<string, string> = {}): Promise<number> {
  const outgoing = request(url, { method: 'POST', headers });
  const answered = new Promise<number>((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
  });
  const [status] = await Promise.all([answered, pipeline(Readable.from(bytes), outgoing)]);
  return status;
}

async function* mebibytes(count: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < count; at += 1) yield Buffer.alloc(MEBIBYTE, at);
}

async function* asForm(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="big"\r\n\r\n');
  yield* bytes;
  yield Buffer.from('\r\n--b--\r\n');
}

let dataDir: string;
let servers: ChildServer[] = [];
const start = async (config = {}) => {
  const server = await startChildServer({ dataDir, ...config });
  servers.push(server);
  return server;
};
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'warbler-files-'));
});
afterEach(async () => {
  for (const server of servers) await server.kill();
  servers = [];
  await rm(dataDir, { recursive: true, force: true });
});

const storedSizes = async () => {
  const entries = await readdir(join(dataDir, 'files'), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(paths.map(async (path) => (await stat(path)).size));
};

test('a file of 300 MB goes in and out, and the memory of the server does not grow with it', async () => {
  const size = 300;
  // What the runtime takes for streams; measured were 20 to 30 MiB.
  const growthMax = 80 * MEBIBYTE;
  const server = await start({ limits: { chatFileBytes: size * MEBIBYTE } });
  const client = await clientOf(server);
  const asBody = async (count: number) => {
    const { upload_url, download_url } = await client.ticket();
    expect(await send(upload_url, mebibytes(count))).toBe(200);
    return download_url;
  };
  const inForm = async (count: number) => {
    const { upload_url, download_url } = await client.ticket();
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    expect(await send(upload_url, asForm(mebibytes(count)), headers)).toBe(200);
    return download_url;
  };
  const download = async (url: string) => {
    let bytes = 0;
    for await (const chunk of (await client.get(url)).body!) bytes += chunk.length;
    return bytes;
  };
  // Whatever is loaded and grown once does not count.
  await download(await asBody(10));
  await download(await inForm(10));

  const before = await server.rss();
  let most = before;
  let isOver = false;
  const watch = (async () => {
    for (; !isOver; await sleep(100)) most = Math.max(most, await server.rss());
  })();
  await asBody(size);
  expect(await download(await inForm(size))).toBe(size * MEBIBYTE);
  isOver = true;
  await watch;
  expect(most - before).toBeLessThan(growthMax);
}, 120_000);

test('kill -9 in the middle of an upload: nothing of it is left after the next start, and the rest is there', async () => {
  const first = await start();
  const client = await clientOf(first);
  const kept = await client.ticket();
  expect(await send(kept.upload_url, mebibytes(2))).toBe(200);
  const { upload_url } = await client.ticket();
  async function* endless() {
    for (;;) yield Buffer.alloc(MEBIBYTE);
  }
  const sending = send(upload_url, endless()).catch((error: Error) => error);
  await vi.waitFor(async () => expect(Math.max(...(await storedSizes()))).toBeGreaterThan(4 * MEBIBYTE));
  await first.kill();
  expect(await sending).toBeInstanceOf(Error);
  expect(await storedSizes()).toHaveLength(2);

  const second = await start();
  await vi.waitFor(async () => expect(await storedSizes()).toEqual([2 * MEBIBYTE]));
  // Addresses name the host that they were made for; here the port has changed.
  const url = second.url + kept.download_url.slice(first.url.length);
  expect((await (await (await clientOf(second)).get(url)).arrayBuffer()).byteLength).toBe(2 * MEBIBYTE);
});

test('files, and what was made of them, are there after a restart; work folders are emptied', async () => {
  const cloud = await startCloud();
  try {
    const [alice] = cloud.users;
    const client = new Client(cloud.url, alice!.userId);
    await client.logIn(alice!.username, alice!.password);
    const { upload_url, download_url } = await client.ticket(102);
    const form = new FormData();
    const bytes = await photo(900, 900);
    form.append('file', new File([Buffer.from(bytes)], 'a.jpg'));
    expect((await fetch(upload_url, { method: 'POST', body: form })).status).toBe(200);
    const thumbnail = Buffer.from(await (await client.get(`${download_url}&image_type=2`)).arrayBuffer());
    await cloud.restart();
    expect(Buffer.from(await (await client.get(download_url)).arrayBuffer()).equals(bytes)).toBe(true);
    const again = await client.get(`${download_url}&image_type=2`);
    expect(Buffer.from(await again.arrayBuffer()).equals(thumbnail)).toBe(true);
  } finally {
    await cloud.stop();
  }
});

test('a stopping server does not wait for an upload that does not end', async () => {
  const cloud = await startCloud({ limits: { stopMs: 1000 } });
  const [alice] = cloud.users;
  const client = new Client(cloud.url, alice!.userId);
  await client.logIn(alice!.username, alice!.password);
  const { upload_url } = await client.ticket();
  let isStopped = false;
  async function* slow() {
    yield Buffer.alloc(MEBIBYTE);
    await vi.waitFor(() => expect(isStopped).toBe(true), { timeout: 30_000 });
  }
  const sending = send(upload_url, slow()).catch((error: Error) => error);
  await vi.waitFor(async () => {
    const names = await readdir(join(cloud.dataDir, 'files'), { recursive: true });
    expect(names.some((name) => name.endsWith('.part'))).toBe(true);
  });
  await cloud.stop();
  isStopped = true;
  expect(await sending).toBeInstanceOf(Error);
});

test('S3 without its address or keys stops the start with words that show no secret', async () => {
  const settings = { dataDir, fileStore: 's3', s3SecretKey: 'top-secret' } as const;
  const failure = await startCloud(settings).catch((error: Error) => error);
  expect(failure).toMatchObject({ code: 'invalidParameter', message: expect.stringContaining('s3Endpoint') });
  const wrong = await startCloud({ ...settings, s3SecretKey: 'has a space' }).catch((error: Error) => error);
  expect(String(wrong)).toContain('s3SecretKey');
  expect(JSON.stringify([failure, wrong, String(failure), String(wrong)])).not.toMatch(/top-secret|has a space/);
  // The folder is free again.
  const cloud = await startCloud({ dataDir });
  expect(await readFile(join(dataDir, 'first-start.json'), 'utf8')).toContain('alice');
  await cloud.stop();
});
