import type { ContractWorld, Person } from '../contract-world.ts';
import type { Samples } from '../sample.ts';
import { befriend } from './friends.ts';
import { groupOf } from './groups.ts';

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** The form that a web client posts. */
function formOf(oss: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(oss)) form.append(name, value);
  form.append('file', new Blob([PICTURE], { type: 'image/png' }), 'dot.png');
  return form;
}

/** Somebody uploads a picture; its download URL. */
async function uploaded(world: ContractWorld, line: string, as: Person, query = {}): Promise<URL> {
  const { upload_url, oss_body_param, download_url } = await world.must(line, { as, query });
  const { status } = await world.call(`POST ${upload_url}`, { as, body: formOf(oss_body_param) });
  if (status !== 200) throw new Error(`the upload answered ${status}`);
  return new URL(download_url, world.cloud.url);
}

async function chatFile(world: ContractWorld): Promise<URL> {
  const { ann, ben } = world;
  await befriend(world, ann, ben);
  return uploaded(world, 'GET /file/upload/chat', ann, { file_type: 102, to_id: ben.userId, to_type: 1 });
}

const tokensOf = ({ cloud }: ContractWorld, { token }: Person) => ({ 'access-token': token, app_id: cloud.appId });

/** Contract section 4.9. */
export const fileSamples: Samples = {
  'GET /file/download/avatar': async (world) => {
    const url = await uploaded(world, 'GET /file/upload/avatar/user', world.ann);
    const object_name = url.searchParams.get('object_name');
    return { query: { object_name, image_type: 1, ...tokensOf(world, world.ben) } };
  },
  'GET /file/download/chat': async (world) => {
    const file_sign = (await chatFile(world)).searchParams.get('file_sign');
    return { query: { ...tokensOf(world, world.ben), image_type: 1, file_sign } };
  },
  'GET /file/upload/avatar/group': async (world) => ({
    caller: world.ann,
    query: { group_id: await groupOf(world) },
  }),
  'GET /file/upload/avatar/user': ({ ann }) => ({ caller: ann }),
  'GET /file/upload/chat': async (world) => {
    const { ann, ben } = world;
    await befriend(world, ann, ben);
    return { caller: ann, query: { file_type: 102, to_id: ben.userId, to_type: 1 } };
  },
  'GET /file/upload/forward': async (world) => {
    const { ann, cem } = world;
    const file_sign = (await chatFile(world)).searchParams.get('file_sign');
    await befriend(world, ann, cem);
    return { caller: ann, query: { file_sign, to_id: cem.userId, to_type: 1 } };
  },
  'POST {upload_url}': async ({ must, ann }) => {
    const { upload_url, oss_body_param } = await must('GET /file/upload/avatar/user', { as: ann });
    return { url: upload_url, caller: ann, body: formOf(oss_body_param) };
  },
  'PUT {upload_url}': async ({ must, ann }) => {
    const { upload_url } = await must('GET /file/upload/avatar/user', { as: ann });
    return { url: upload_url, body: PICTURE, type: 'application/octet-stream' };
  },
  'GET {download_url}': async (world) => {
    const url = await chatFile(world);
    return { url: `${url}`, query: tokensOf(world, world.ben) };
  },
};
