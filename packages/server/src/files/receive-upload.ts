import type { Apps } from '../apps/index.ts';
import { bytesMaxOf } from './file-kind.ts';
import { cleanFileName } from './file-name.ts';
import type { FilePorts } from './file-ports.ts';
import { tooLarge } from './measure.ts';
import { requireContent } from './require-content.ts';
import type { UploadSlots } from './upload-slots.ts';
import { readUploadTicket } from './upload-ticket.ts';
import { writeObject } from './write-object.ts';

/** Bytes as they come in. */
export interface Upload {
  /** How many the request says it has, with what is around them; undefined when it does not say. */
  readonly declaredBytes: number | undefined;
  /** To be read once. Throws when they end too early. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What the uploader calls the file; asked when all bytes are there. */
  readonly name: () => string;
}

/** What a form may have around its file: boundaries, and the fields that clients of other stores send. */
const FORM_BYTES = 64 * 1024;

/**
 * Takes a file in by its upload address.
 *
 * @throws ImError `uploadUrlInvalid`, `uploadUrlExpired`, `uploadUrlUsed`, `appStatusAbnormal`, `fileTooLarge`,
 *   `fileContentInvalid`, `uploadLimit`, `rateLimited`, `storageFull`, `objectStorageFailed`; what the bytes throw
 */
export async function receiveUpload(
  ports: FilePorts & { readonly apps: Apps; readonly slots: UploadSlots },
  address: string,
  { declaredBytes, bytes, name }: Upload,
): Promise<void> {
  const { storage, limits, now, apps, slots } = ports;
  const { app, ticket } = await readUploadTicket(apps, address, now());
  const { file, kind, owner, to } = ticket;
  const { appId } = app;
  const bytesMax = bytesMaxOf(kind, limits);
  if (declaredBytes !== undefined && declaredBytes > bytesMax + FORM_BYTES) throw tooLarge(bytesMax);
  const release = slots.claim({ appId, owner, file });
  try {
    await writeObject(ports, {
      appId,
      owner,
      reservedBytes: Math.min(declaredBytes ?? bytesMax, bytesMax),
      bytes,
      bytesMax,
      onContentType: (contentType) => requireContent(kind, contentType),
      keep: (object) => {
        const named = { appId, id: file, kind, owner, to, name: cleanFileName(name()) };
        return storage.call('files.keep', { ...named, createdAtMs: now(), object });
      },
    });
  } finally {
    release();
  }
}
