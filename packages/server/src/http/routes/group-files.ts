import { ImError, parseGroupRecordId } from '@warbler/protocol';
import { sharedFileWire } from '../../groups/index.ts';
import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { publicAddress } from '../public-address.ts';
import { idOutput, integerInput, listOutput } from '../wire-schemas.ts';
import { actionOf, GroupQuery, NAME_MAX, TEXT_MAX } from './group-wire.ts';
import type { AddRoutes } from './route-context.ts';

/** Files that one call may name. */
const FILES_MAX = 1000;

const SharedFileDto = Type.Object({
  file_id: idOutput('The file'),
  group_id: idOutput('The group'),
  uploader: idOutput('Who shared it'),
  name: Type.String(),
  size: Type.Integer({ description: 'Bytes' }),
  type: Type.String({ description: 'A MIME type' }),
  url: Type.String({ description: 'Has a query; clients append to it' }),
  created_at: Type.Integer(),
  updated_at: Type.Integer(),
});

const FileResultDto = Type.Object({
  file_id: idOutput('The file'),
  result: Type.String({ description: '"success" or "fail"' }),
  reason: Type.Optional(Type.String()),
});

/** The files that the members of a group share. */
export const addGroupFileRoutes: AddRoutes = (http, { useCases, publicUrl }) => {
  const { groups } = useCases;
  const base = { auth: 'group', tag: Tag.groups } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/file/upload',
    summary: 'Shares a file that is uploaded already',
    description:
      'Through /file/upload/chat with a file_type of 200 to 203. Addresses of other servers are refused: clients append ' +
      'their access-token to what they open.',
    body: Type.Object({
      group_id: integerInput('The group'),
      name: Type.String({ minLength: 1, maxLength: NAME_MAX }),
      size: integerInput('Bytes'),
      type: Type.Optional(Type.String({ maxLength: NAME_MAX, description: 'A MIME type' })),
      url: Type.String({ maxLength: TEXT_MAX, description: 'The `download_url` of the upload, or its path' }),
    }),
    data: SharedFileDto,
    handle: async ({ caller, body: { group_id, name, size, type = '', url }, request: asked }) => {
      const hosts = [publicAddress(publicUrl, asked).host, asked.host];
      const file = { name, sizeBytes: Number(size), type, url: fileUrlOf(url, hosts) };
      const request = { ...actionOf(caller, group_id), ...file };
      return { data: sharedFileWire((await groups.change('groups.shareFile', request)).file) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    url: '/group/file/update_name',
    summary: 'Gives a file another name: its uploader or an admin',
    body: Type.Object({
      group_id: integerInput('The group'),
      file_id: integerInput('The file'),
      name: Type.String({ minLength: 1, maxLength: NAME_MAX }),
    }),
    data: doneSchema,
    handle: async ({ caller, body: { group_id, file_id, name } }) => {
      const request = { ...actionOf(caller, group_id), id: parseGroupRecordId(file_id), name };
      await groups.change('groups.renameFile', request);
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'DELETE'],
    url: '/group/file/delete',
    summary: 'Takes files back: their uploader or an admin',
    body: Type.Object({
      group_id: integerInput('The group'),
      file_list: Type.Array(integerInput('A file id'), { maxItems: FILES_MAX }),
    }),
    data: listOutput(FileResultDto),
    handle: async ({ caller, body }) => {
      const ids = [...new Set(body.file_list.map(parseGroupRecordId))];
      const { results } = await groups.change('groups.deleteFiles', { ...actionOf(caller, body.group_id), ids });
      return {
        data: results.map(({ id, reason }) => ({
          file_id: id,
          result: reason === undefined ? 'success' : 'fail',
          ...(reason === undefined ? {} : { reason }),
        })),
      };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/group/file',
    summary: 'One shared file',
    query: Type.Object({ group_id: integerInput('The group'), file_id: integerInput('The file') }),
    data: SharedFileDto,
    handle: async ({ caller, query }) => {
      const request = { ...actionOf(caller, query.group_id), id: parseGroupRecordId(query.file_id) };
      return { data: sharedFileWire(await groups.read('groups.file', request)) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/group/file/list',
    summary: 'The files of a group, the oldest first',
    query: GroupQuery,
    data: listOutput(SharedFileDto),
    handle: async ({ caller, query }) => {
      const files = await groups.read('groups.files', actionOf(caller, query.group_id));
      return { data: files.map(sharedFileWire) };
    },
  });
};

/** Where this server hands out files. */
const FILE_AREA = '/file/download/';

/**
 * The address of a file, with a query: deployed clients append parameters with "&", their token among them. So it leads to
 * this server and nowhere else, whoever shares it.
 *
 * @param hosts under which clients reach this server
 * @throws ImError `invalidParameter` for an address of anything but files of this server
 */
function fileUrlOf(url: string, hosts: readonly string[]): string {
  if (!isOfThisServer(url, hosts)) {
    throw new ImError('invalidParameter', {
      message: `invalid request parameter: url must be the download_url of an upload to this server, or its path ${FILE_AREA}…`,
    });
  }
  return url.includes('?') ? url : `${url}?`;
}

function isOfThisServer(url: string, hosts: readonly string[]): boolean {
  if (/[\s\\#]/.test(url)) return false;
  const isPath = url.startsWith('/') && !url.startsWith('//');
  if (!isPath && !/^https?:\/\/./i.test(url)) return false;
  const base = `http://${hosts[0]}`;
  if (!URL.canParse(url, base)) return false;
  const { host, pathname, username, password } = new URL(url, base);
  // The usual port is left out of an address, also where the header of a request has it.
  const known = hosts.flatMap((name) => ['http', 'https'].map((scheme) => new URL(`${scheme}://${name}`).host));
  const isHere = isPath || known.includes(host);
  return isHere && username === '' && password === '' && pathname.startsWith(FILE_AREA);
}
