import fastifyMultipart from '@fastify/multipart';
import { REST_OK } from '@warbler/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from '../../type.ts';
import { answerTransferError } from '../answer-error.ts';
import { allowTime } from '../arrival.ts';
import { Tag } from '../openapi.ts';
import { readUpload } from '../upload-bytes.ts';
import type { AddRoutes } from './route-context.ts';

/** What a form may hold beside its file, which has limits of its own: what clients of other stores send. */
const FORM_LIMITS = { fields: 20, files: 1, parts: 21, fieldNameSize: 100, fieldSize: 16_384, headerPairs: 50 };

/** Of the files themselves; counted by whoever takes them in. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

const File = Type.String({ format: 'binary' });

/** What is sent, for the OpenAPI page: nothing is read into memory to be checked. */
const UploadBody = {
  content: {
    'multipart/form-data': { schema: Type.Object({ file: File }) },
    'application/octet-stream': { schema: File },
  },
};

const UploadAck = Type.Object({ data: Type.Boolean({ description: 'true' }) });

/** Taking files in, by an address that holds all rights. The answer has no envelope (rest-api.md section 4.9). */
export const addFileUploadRoutes: AddRoutes = (http, { useCases, limits }) => {
  const { files } = useCases;

  const receive = async (request: FastifyRequest, reply: FastifyReply) => {
    const { ticket } = request.params as { readonly ticket: string };
    const { bytes, name } = readUpload(request);
    const declared = request.headers['content-length'];
    await files.receive(ticket, {
      name,
      declaredBytes: declared === undefined ? undefined : Number(declared),
      bytes: withTime(request, limits.uploadStallMs, bytes),
    });
    reply.resultCode = REST_OK;
    return { data: true };
  };

  http.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.register(fastifyMultipart, { limits: { ...FORM_LIMITS, fileSize: NO_LIMIT } });
    // Bytes of any other type are the file itself; they are read as they come.
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    for (const [method, summary] of [
      ['POST', 'Uploads a file: as the part `file` of a form, or as the body'],
      ['PUT', 'The same'],
    ] as const) {
      scope.route({
        method,
        url: '/file/upload/:ticket',
        schema: {
          tags: [Tag.files],
          summary,
          description: 'Refusals are envelopes with an HTTP status of their own.',
          params: Type.Object({ ticket: Type.String() }),
          body: UploadBody,
          response: { 200: UploadAck },
          security: [],
        },
        validatorCompiler: () => () => true,
        errorHandler(error, request, reply) {
          allowTime(request, limits.requestMs);
          answerTransferError(error, request, reply);
        },
        onRequest: async (request) => {
          await request.server.restRates.admit(request, async () => ({ auth: 'none' }));
        },
        handler: receive,
      });
    }
  });
};

/** Gives an upload time as long as something of it comes. */
async function* withTime(
  request: FastifyRequest,
  stallMs: number,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  allowTime(request, stallMs);
  for await (const chunk of bytes) {
    allowTime(request, stallMs);
    yield chunk;
  }
}
