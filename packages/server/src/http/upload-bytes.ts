import type { MultipartFile } from '@fastify/multipart';
import { ImError } from '@warbler/protocol';
import type { FastifyRequest } from 'fastify';

/** The bytes of an upload and what its sender calls them. */
export interface UploadBytes {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Empty when it is not said; known once the bytes have begun. */
  readonly name: () => string;
}

/**
 * What an upload brings: the file of a form, as browsers send it after the fields that other stores want, or the body
 * itself. Reading throws ImError `uploadIncomplete` when it ends too early, `invalidParameter` for a form without a file
 * or with several.
 */
export function readUpload(request: FastifyRequest): UploadBytes {
  if (!request.isMultipart()) return { bytes: bodyOf(request), name: () => '' };
  const found: { file?: MultipartFile } = {};
  return { bytes: fileOf(request, found), name: () => found.file?.filename ?? '' };
}

async function* bodyOf({ raw }: FastifyRequest): AsyncGenerator<Uint8Array> {
  try {
    // A request that is destroyed takes its connection with it, and with that the answer that says why.
    for await (const chunk of raw.iterator({ destroyOnReturn: false })) yield chunk;
  } catch (cause) {
    throw new ImError('uploadIncomplete', { cause });
  }
}

async function* fileOf(request: FastifyRequest, found: { file?: MultipartFile }): AsyncGenerator<Uint8Array> {
  try {
    // To the end of the form, since one that was cut behind its file is not known to be whole.
    for await (const part of request.parts()) {
      if (part.type !== 'file') continue;
      found.file = part;
      yield* part.file as AsyncIterable<Uint8Array>;
    }
  } catch (cause) {
    throw toFormError(cause);
  }
  if (found.file === undefined) {
    throw new ImError('invalidParameter', { message: 'invalid request parameter: the form has no file' });
  }
}

function toFormError(cause: unknown): ImError {
  if (cause instanceof ImError) return cause;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'FST_FILES_LIMIT') {
    return new ImError('invalidParameter', { message: 'invalid request parameter: the form has more than one file' });
  }
  if (code === 'FST_PARTS_LIMIT' || code === 'FST_FIELDS_LIMIT') {
    return new ImError('invalidParameter', { message: 'invalid request parameter: the form has too many fields' });
  }
  return new ImError('uploadIncomplete', { cause });
}
