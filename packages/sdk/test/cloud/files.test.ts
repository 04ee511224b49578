import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { createFiles, type Files, type FilesOptions } from '../../src/files/index.ts';
import { createWebTransfers } from '../../src/files/web-transfers.ts';
import { forwardMessage } from '../../src/forward/index.ts';
import type { Client, ClientOptions, Message } from '../../src/index.ts';
import { until } from '../until.ts';
import { lastingStorage, withPeople } from './people.ts';

const people = withPeople();
const idOf = (client: Client) => client.me!.userId;
const bytesOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 31) & 255);
const fileUrl = ({ content }: Message) => ('url' in content ? content.url : '');

interface Person {
  readonly client: Client;
  readonly files: Files;
}

async function signIn(name: string, options: Partial<ClientOptions> = {}, files: FilesOptions = {}): Promise<Person> {
  const client = await people.signIn(name, options);
  return { client, files: createFiles(client, files) };
}

/** Resolves as soon as the transfers are as wanted. */
function untilTransfers<Found>(files: Files, look: () => Found | undefined | false): Promise<Found> {
  return new Promise((resolve) => {
    const check = () => {
      const found = look();
      if (found === undefined || found === false) return;
      end();
      resolve(found);
    };
    const end = files.onChange(check);
    check();
  });
}

/** Transfers that do not begin their uploads until they may. */
function heldTransfers() {
  const real = createWebTransfers();
  let open = () => undefined as void;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const transfers: FilesOptions['transfers'] = {
    ...real,
    upload(request, sent) {
      let abort = () => undefined as void;
      const aborted = new Promise<never>((_, reject) => {
        abort = () => reject(new Error('aborted'));
      });
      const done = Promise.race([aborted, gate.then(() => real.upload(request, sent).done)]);
      return { done, abort };
    },
  };
  return { transfers, open };
}

describe('a message with a file', () => {
  test('is shown at once, sent when its file is there, and downloaded as it was', async () => {
    const [ann, ben] = [await signIn('f_ann'), await signIn('f_ben')];
    const source = new File([bytesOf(300_000)], 'notes.bin');
    const progress: number[] = [];
    ann.files.onChange(() => {
      for (const { loadedBytes } of ann.files.transfers()) progress.push(loadedBytes);
    });
    const shown = ann.files.send(idOf(ben.client), { type: 'file', source, text: 'for you', ext: '{"k":1}' });
    expect(shown).toMatchObject({
      status: 'sending',
      content: { type: 'file', url: '', name: 'notes.bin', sizeBytes: 300_000 },
    });
    expect(ann.files.transfers()).toMatchObject([{ id: shown.localId, kind: 'upload', totalBytes: 300_000 }]);
    const sent = await ann.client.whenSettled(shown.localId);
    expect(sent).toMatchObject({ status: 'sent', localId: shown.localId, ext: '{"k":1}' });
    expect(ann.files.transfers()).toEqual([]);
    expect(progress.some((bytes) => bytes > 0 && bytes < 300_000)).toBe(true);
    const received = await until(ben.client, () =>
      ben.client.messages(idOf(ann.client)).find(({ id }) => id === sent.id),
    );
    expect(received.content).toMatchObject({ type: 'file', name: 'notes.bin', sizeBytes: 300_000, text: 'for you' });
    const { bytes } = await ben.files.download(fileUrl(received)).done;
    expect(bytes).toEqual(bytesOf(300_000));
    expect(ben.files.transfers()).toEqual([]);
  });

  test('is sent after a reload, when its bytes were kept', async () => {
    const storage = lastingStorage();
    const { transfers, open } = heldTransfers();
    const ann = await signIn('f_reload', { storage }, { transfers });
    const peer = await signIn('f_reload_peer');
    const { localId } = ann.files.send(idOf(peer.client), { type: 'file', source: bytesOf(900_000), name: 'a.bin' });
    await expect.poll(async () => (await ann.client.seam.account()!.kept('files').list('')).length).toBe(3);
    ann.files.close();
    await ann.client.close();
    open();
    const again = await people.resume({ storage });
    again.messages(idOf(peer.client));
    createFiles(again);
    const sent = await again.whenSettled(localId);
    expect(sent.status).toBe('sent');
    expect((await peer.files.download(fileUrl(sent)).done).bytes).toEqual(bytesOf(900_000));
    await expect.poll(async () => (await again.seam.account()!.kept('files').list('')).length).toBe(0);
  });

  test('that was too large to keep is failed after a reload, and sent when it is given again', async () => {
    const storage = lastingStorage();
    const { transfers } = heldTransfers();
    const ann = await signIn('f_lost', { storage }, { transfers, keepBytes: 10 });
    const { localId } = ann.files.send(idOf(ann.client), { type: 'file', source: bytesOf(100), name: 'a.bin' });
    ann.files.close();
    await ann.client.close();
    const again = await people.resume({ storage });
    const files = createFiles(again);
    expect(await again.whenSettled(localId)).toMatchObject({ status: 'failed', failure: { code: 'uploadIncomplete' } });
    files.resendWith(localId, bytesOf(100));
    expect(await again.whenSettled(localId)).toMatchObject({ status: 'sent' });
  });

  test('can be paused, resumed, cancelled and sent again', async () => {
    const { transfers, open } = heldTransfers();
    const ann = await signIn('f_pause', {}, { transfers });
    const send = () => ann.files.send(idOf(ann.client), { type: 'file', source: bytesOf(50), name: 'a.bin' });
    const [paused, cancelled] = [send(), send()];
    ann.files.pause(paused.localId);
    ann.files.cancel(cancelled.localId);
    expect(ann.files.transfers()).toMatchObject([{ id: paused.localId, state: 'paused' }]);
    const failed = await ann.client.whenSettled(cancelled.localId);
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'cancelled' } });
    open();
    ann.files.resume(paused.localId);
    expect((await ann.client.whenSettled(paused.localId)).status).toBe('sent');
    ann.client.resend(cancelled.localId);
    expect((await ann.client.whenSettled(cancelled.localId)).status).toBe('sent');
  });

  test('the server refuses is failed with its reason', async () => {
    const ann = await signIn('f_refused');
    const source = new File([bytesOf(20)], 'not-a-picture.png');
    const { localId } = ann.files.send(idOf(ann.client), { type: 'image', source });
    const failed = await ann.client.whenSettled(localId);
    expect(failed).toMatchObject({ status: 'failed', failure: { message: expect.stringContaining('not a picture') } });
  });

  test('is forwarded without another upload', async () => {
    const [ann, ben] = [await signIn('f_fwd_ann'), await signIn('f_fwd_ben')];
    const { localId } = ann.files.send(idOf(ben.client), { type: 'file', source: bytesOf(64), name: 'a.bin' });
    const sent = await ann.client.whenSettled(localId);
    const copy = await forwardMessage(ann.client, idOf(ann.client), sent);
    expect(fileUrl(copy)).not.toBe(fileUrl(sent));
    expect((await ann.files.download(fileUrl(copy)).done).bytes).toEqual(bytesOf(64));
    expect(await ann.files.readdress('https://elsewhere.example/x', idOf(ben.client))).toBe(
      'https://elsewhere.example/x',
    );
  });

  test('needs somebody who is signed in', () => {
    const files = createFiles(people.newClient());
    expect(() => files.send(1 as never, { type: 'file', source: bytesOf(1) })).toThrow(
      expect.objectContaining({ code: 'notLoggedIn' }),
    );
  });
});

describe('a download', () => {
  test('goes on where it was paused', async () => {
    const ann = await signIn('f_range');
    const url = await ann.files.upload(idOf(ann.client), { type: 'file', source: bytesOf(3_000_000), name: 'big.bin' });
    const { id, done } = ann.files.download(url);
    const half = await untilTransfers(ann.files, () => {
      const found = ann.files.transfers().find((transfer) => transfer.id === id);
      return found && found.loadedBytes > 0 ? found : undefined;
    });
    ann.files.pause(id);
    expect(half.totalBytes).toBe(3_000_000);
    expect(ann.files.transfers()).toMatchObject([{ id, state: 'paused' }]);
    ann.files.resume(id);
    expect((await done).bytes).toEqual(bytesOf(3_000_000));
  });

  test('can be cancelled, and says what the server refuses', async () => {
    const ann = await signIn('f_cancel');
    const url = await ann.files.upload(idOf(ann.client), { type: 'file', source: bytesOf(1_000), name: 'a.bin' });
    const cancelled = ann.files.download(url);
    ann.files.cancel(cancelled.id);
    await expect(cancelled.done).rejects.toMatchObject({ code: 'cancelled' });
    const broken = ann.files.download(url.replace(/file_sign=.*/, 'file_sign=nonsense'));
    await expect(broken.done).rejects.toMatchObject({ code: 'fileSignInvalid' });
  });
});

describe('pictures', () => {
  const logo = () => readFile(new URL('../../../../docs/images/chat-light.png', import.meta.url));

  test('come smaller, and are the pictures of users and groups', async () => {
    const ann = await signIn('f_avatar');
    const source = new File([await logo()], 'me.png');
    await ann.files.setAvatar(source);
    const avatar = await until(ann.client, () => ann.client.me?.avatar);
    const small = await ann.files.download(avatar, { form: 'thumbnail', width: 64, height: 64 }).done;
    expect(small.contentType).toMatch(/^image\//);
    expect(small.bytes.length).toBeLessThan(source.size);
    const group = await ann.client.groups.create({ name: 'Pictures' });
    await ann.files.setGroupAvatar(group.id, source);
    const groupAvatar = await until(ann.client, () => ann.client.groups.get(group.id)?.avatar);
    expect((await ann.files.download(groupAvatar).done).bytes.length).toBe(source.size);
  });

  test('of other servers are left alone, and get no token', async () => {
    const ann = await signIn('f_address');
    const { url } = people.cloud;
    expect(ann.files.address('https://elsewhere.example/a.png')).toBe('https://elsewhere.example/a.png');
    const trap = ann.files.address('https://elsewhere.example/file/download/chat?file_sign=x');
    expect(trap).not.toContain('access-token');
    const own = new URL(ann.files.address('abc', { form: 'cover' }));
    expect(own.origin).toBe(url);
    expect(Object.fromEntries(own.searchParams)).toEqual({
      object_name: 'abc',
      image_type: '3',
      app_id: people.cloud.appId,
      'access-token': expect.any(String),
    });
    expect(ann.files.address('/file/download/avatar?object_name=a')).toMatch(
      new RegExp(`^${url}/file/download/avatar`),
    );
  });
});

test('a file is shared in a group', async () => {
  const ann = await signIn('f_share');
  const group = await ann.client.groups.create({ name: 'Sharers' });
  await ann.files.share(group.id, { type: 'file', source: bytesOf(10), name: 'plan.pdf' });
  const token = await people.cloud.rest.logIn({ username: 'f_share', password: 'correct horse' });
  const list = await people.cloud.rest.get<readonly object[]>(`/group/file/list?group_id=${group.id}`, token);
  expect(list).toMatchObject([{ name: 'plan.pdf', size: 10 }]);
});
