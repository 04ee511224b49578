import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GroupScene, type Person } from './group-scene.ts';
import { createTestHttp, type Loose } from './test-http.ts';

let scene: GroupScene;
beforeAll(async () => {
  scene = await GroupScene.open({ filesPerGroup: 3 });
});
afterAll(() => scene.server.stop());

describe('shared files', () => {
  let ann: Person;
  let ben: Person;
  let cat: Person;
  beforeEach(async () => {
    [ann, ben, cat] = [await scene.person(), await scene.person(), await scene.person()];
    await scene.make(ann, [ben]);
  });

  const url = '/file/download/chat?file_sign=1';
  const share = (who: Person, name = 'a.pdf', fields: Loose = {}) =>
    scene.act(who, 'file/upload', { name, size: 1234, url, ...fields });
  const rename = (who: Person, file_id: number, name: string) => scene.act(who, 'file/update_name', { file_id, name });
  const remove = (who: Person, ...file_list: number[]) => scene.act(who, 'file/delete', { file_list });
  const names = async () => (await scene.ask(ann, 'file/list')).data.map(({ name }: Loose) => name);

  test('are shown as the contract says: one, and all of them with the oldest first', async () => {
    const { data: first } = await share(ben, 'a.pdf', { type: 'application/pdf' });
    expect(first).toEqual({
      file_id: expect.any(Number),
      group_id: scene.group_id,
      uploader: ben.userId,
      name: 'a.pdf',
      size: 1234,
      type: 'application/pdf',
      url,
      created_at: expect.any(Number),
      updated_at: first.created_at,
    });
    const { data: second } = await share(ann, 'b.pdf', { size: '99' });
    expect(second).toMatchObject({ size: 99, type: '', uploader: ann.userId });
    expect(second.file_id).toBeGreaterThan(first.file_id);
    expect((await scene.ask(ann, 'file', { file_id: first.file_id })).data).toEqual(first);
    expect((await scene.ask(ben, 'file/list')).data).toEqual([first, second]);
  });

  test.each([
    ['/file/download/chat?file_sign=x', '/file/download/chat?file_sign=x'],
    ['http://localhost:80/file/download/link/x', 'http://localhost:80/file/download/link/x?'],
    ['https://localhost:80/file/download/chat?file_sign=x', 'https://localhost:80/file/download/chat?file_sign=x'],
    ['/file/download/link/x', '/file/download/link/x?'],
  ])('have an address to which clients can append: %s', async (given, kept) => {
    expect((await share(ann, 'a', { url: given })).data.url).toBe(kept);
  });

  // Clients append their token to it.
  test.each([
    'https://example.com/file/download/chat?file_sign=x',
    'http://localhost:81/file/download/chat?file_sign=x',
    'http://localhost:80@example.com/file/download/chat?file_sign=x',
    'http://me:secret@localhost:80/file/download/chat?file_sign=x',
    'http://localhost:80.example.com/file/download/chat?file_sign=x',
    '//example.com/file/download/chat?file_sign=x',
    '/\\\\example.com/file/download/chat?file_sign=x',
    '/file/download/../../a?x=1',
    '/file/download/%2e%2e/a?x=1',
    '/app/link?x=1',
    'javascript:alert(1)//file/download/chat?x',
  ])('have no address of anything but files of this server: %s', async (given) => {
    expect((await share(ann, 'a', { url: given })).code).toBe(10002);
    expect(await names()).toEqual([]);
  });

  test('have an address under the name by which operators made the server known', async () => {
    const known = await createTestHttp({ publicUrl: 'https://im.example.com' });
    try {
      const token = await known.tokenOf('alice');
      const { group_id } = (await known.call('POST /group/create', { token, body: { name: 'g' } })).data;
      const share = (url: string) =>
        known.call('POST /group/file/upload', { token, body: { group_id, name: 'a', size: 1, url } });
      expect((await share('https://im.example.com/file/download/chat?file_sign=x')).code).toBe(200);
      expect((await share('https://www.example.com/file/download/chat?file_sign=x')).code).toBe(10002);
    } finally {
      await known.stop();
    }
  });

  test('are as many as allowed; one more is refused and nothing is lost', async () => {
    for (const name of ['1', '2', '3']) expect((await share(ben, name)).code).toBe(200);
    expect(await share(ann, '4')).toMatchObject({ code: 20023, message: 'a group shares at most 3 files' });
    expect(await names()).toEqual(['1', '2', '3']);
    const { data } = await scene.ask(ann, 'file/list');
    await remove(ann, data[0].file_id);
    expect((await share(ann, '4')).code).toBe(200);
  });

  test('get another name by their uploader or an admin', async () => {
    await scene.act(ann, 'invite', scene.users(cat));
    const { data: file } = await share(ben, 'before');
    expect((await rename(cat, file.file_id, 'mine')).code).toBe(20023);
    scene.server.passTime(1000);
    expect((await rename(ben, file.file_id, 'by ben')).data).toBe(true);
    const { data: renamed } = await scene.ask(ann, 'file', { file_id: file.file_id });
    expect(renamed).toMatchObject({ name: 'by ben', created_at: file.created_at });
    expect(renamed.updated_at).toBeGreaterThan(file.updated_at);
    expect((await rename(ann, file.file_id, 'by ann')).code).toBe(200);
    expect(await names()).toEqual(['by ann']);
    expect((await rename(ann, file.file_id + 1000, 'x')).code).toBe(20022);
  });

  test('are taken back by their uploader or an admin, and each is answered for itself', async () => {
    await scene.act(ann, 'invite', scene.users(cat));
    const bens = (await share(ben, 'by ben')).data.file_id;
    const cats = (await share(cat, 'by cat')).data.file_id;
    const missing = cats + 1000;
    expect((await remove(cat, bens, cats, missing, cats)).data).toEqual([
      { file_id: bens, result: 'fail', reason: 'the shared file may not be changed by this user' },
      { file_id: cats, result: 'success' },
      { file_id: missing, result: 'fail', reason: 'the shared file does not exist' },
    ]);
    expect(await names()).toEqual(['by ben']);
    const body = { group_id: scene.group_id, file_list: [bens] };
    expect((await scene.call(ann, 'DELETE /group/file/delete', { body })).data).toEqual([
      { file_id: bens, result: 'success' },
    ]);
    expect(await names()).toEqual([]);
    expect((await scene.ask(ann, 'file', { file_id: bens })).code).toBe(20022);
    expect((await remove(ann)).data).toEqual([]);
  });

  test('are not shared or renamed by members who may not speak', async () => {
    const { file_id } = (await share(ben)).data;
    await scene.act(ann, 'ban', { ...scene.users(ben), duration: 5 });
    for (const answer of [await share(ben), await rename(ben, file_id, 'hello!')]) {
      expect(answer).toMatchObject({ code: 10010, message: 'the member may not speak in the group' });
    }
    expect(await names()).toEqual(['a.pdf']);
  });

  test('are for members only', async () => {
    const { file_id } = (await share(ann)).data;
    const answers = [
      await share(cat),
      await rename(cat, file_id, 'x'),
      await remove(cat, file_id),
      await scene.ask(cat, 'file', { file_id }),
      await scene.ask(cat, 'file/list'),
    ];
    expect(answers.map(({ code }) => code)).toEqual([20011, 20011, 20011, 20011, 20011]);
    expect(await names()).toEqual(['a.pdf']);
  });

  test('belong to one group: another does not show, rename or delete them', async () => {
    const { file_id } = (await share(ann)).data;
    const here = scene.group_id;
    await scene.make(ann);
    expect((await scene.ask(ann, 'file', { file_id })).code).toBe(20022);
    expect((await rename(ann, file_id, 'x')).code).toBe(20022);
    expect((await remove(ann, file_id)).data).toMatchObject([{ result: 'fail' }]);
    scene.group_id = here;
    expect(await names()).toEqual(['a.pdf']);
  });

  test('are shared by an admin token for the group in the name of its owner', async () => {
    const body = { group_id: scene.group_id, name: 'from above', size: 1, url };
    const { data } = await scene.callForGroup('POST /group/file/upload', { body });
    expect(data).toMatchObject({ uploader: ann.userId, name: 'from above' });
    const call = { body: { group_id: scene.group_id, file_list: [data.file_id] } };
    expect((await scene.callForGroup('POST /group/file/delete', call)).data[0].result).toBe('success');
  });
});
