import { type ConversationId, ImError, isGroupId, parseConversationId } from '@warbler/protocol';
import type { FastifyRequest } from 'fastify';
import { readFileKind } from '../../files/index.ts';
import { Type } from '../../type.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { publicAddress } from '../public-address.ts';
import { integerInput } from '../wire-schemas.ts';
import { actionOf, GroupQuery } from './group-wire.ts';
import type { AddRoutes } from './route-context.ts';

const FileUploadDto = Type.Object({
  upload_url: Type.String({ description: 'Where to send the file; good for one file and a short time' }),
  upload_method: Type.String({ description: 'POST, with the file as the part `file` of a form; PUT works as well' }),
  download_url: Type.String({ description: 'Where the file is then. Has a query; clients append to it' }),
  oss_body_param: Type.Object({}, { description: 'Fields to send before the file: none' }),
});

/** Types of receivers: the numbers are the contract's. */
const TO_USER = 1;
const TO_GROUP = 2;

const Receiver = {
  to_id: integerInput('Who gets the file: a user or a group'),
  to_type: Type.Optional(integerInput('1 user, 2 group; by the id when absent')),
};

/** Longest sign that is looked at, with what clients may leave behind it. */
const SIGN_MAX = 1024;

/** Where files are uploaded, and sending them on. */
export const addFileRoutes: AddRoutes = (http, { useCases, publicUrl }) => {
  const { files, groups } = useCases;
  const baseOf = (request: FastifyRequest) => {
    const { protocol, host } = publicAddress(publicUrl, request);
    return `${protocol}://${host}/file`;
  };
  const signUrl = (request: FastifyRequest, sign: string) => `${baseOf(request)}/download/chat?file_sign=${sign}`;
  const uploadOf = (request: FastifyRequest, ticket: string, download_url: string) => ({
    upload_url: `${baseOf(request)}/upload/${ticket}`,
    upload_method: 'POST',
    download_url,
    oss_body_param: {},
  });
  const avatarUploadOf = (request: FastifyRequest, issued: ReturnType<typeof files.issueForAvatar>) =>
    uploadOf(request, issued.ticket, `${baseOf(request)}/download/avatar?object_name=${issued.file}`);

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/file/upload/chat',
    auth: 'user',
    tag: Tag.files,
    summary: 'Where to upload a file for a message, or one that a group shares',
    query: Type.Object({
      file_type: integerInput(
        '100 file, 101 voice (amr), 102 picture, 103 video, 104 voice (mp3); 200 to 203 the same shared in a group',
      ),
      ...Receiver,
    }),
    data: FileUploadDto,
    handle: async ({ caller, query, request }) => {
      const upload = { owner: caller.userId, kind: readFileKind(Number(query.file_type)), to: receiverOf(query) };
      const { ticket, sign } = await files.issueForChat(caller.app, upload);
      return { data: uploadOf(request, ticket, signUrl(request, sign)) };
    },
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/file/upload/avatar/user',
    auth: 'user',
    tag: Tag.files,
    summary: "Where to upload one's picture",
    data: FileUploadDto,
    handle: async ({ caller, request }) => ({
      data: avatarUploadOf(request, files.issueForAvatar(caller.app, { owner: caller.userId })),
    }),
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/file/upload/avatar/group',
    auth: 'group',
    tag: Tag.files,
    summary: 'Where to upload the picture of a group; for those who may change it',
    query: GroupQuery,
    data: FileUploadDto,
    handle: async ({ caller, query, request }) => {
      const action = actionOf(caller, query.group_id);
      const owner = await groups.checkMayEdit(action);
      return { data: avatarUploadOf(request, files.issueForAvatar(caller.app, { owner, group: action.group })) };
    },
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/file/upload/forward',
    auth: 'user',
    tag: Tag.files,
    summary: 'Another address for a file, to send it on: nothing is uploaded again',
    query: Type.Object({ file_sign: Type.String({ minLength: 1, maxLength: SIGN_MAX }), ...Receiver }),
    data: Type.String({ description: 'The new download address' }),
    handle: async ({ caller, query, request }) => {
      const forward = { owner: caller.userId, to: receiverOf(query), sign: query.file_sign };
      return { data: signUrl(request, await files.forward(caller.app, forward)) };
    },
  });
};

/** @throws ImError `fileReceiverInvalid` when type and id say different things */
function receiverOf(query: {
  readonly to_id: number | string;
  readonly to_type?: number | string | undefined;
}): ConversationId {
  const to = parseConversationId(query.to_id);
  const type = isGroupId(to) ? TO_GROUP : TO_USER;
  if (query.to_type === undefined || Number(query.to_type) === type) return to;
  throw new ImError('fileReceiverInvalid', {
    message: 'invalid request parameter: to_type must be 1 for the id of a user and 2 for that of a group',
  });
}
