import { Readable } from 'node:stream';
import { type AppId, ImError } from '@warbler/protocol';
import type { StoredObject } from './file.ts';
import type { FileLimits } from './file-limits.ts';
import type { FilePorts } from './file-ports.ts';
import { withLocalFile } from './local-file.ts';
import { convertSound } from './media/convert-sound.ts';
import type { Ffmpeg } from './media/ffmpeg.ts';
import { makePicture } from './media/make-picture.ts';
import { takeCover } from './media/video-cover.ts';
import { createWorkQueue } from './media/work-queue.ts';
import { reportMissing } from './report-missing.ts';
import { nameOf, type Variant } from './wanted-form.ts';
import { writeObject } from './write-object.ts';

/** What is made of uploaded bytes: thumbnails, covers, other forms of sound. */
export interface Variants {
  /**
   * The bytes of a variant: as they were made before, or made now, once however many ask.
   *
   * @throws ImError `notConfigured`, `notSupported`, `mediaUnreadable`, `fileNotFound`, `rateLimited`, `storageFull`,
   *   `objectStorageFailed`
   */
  get(appId: AppId, source: StoredObject, variant: Variant): Promise<StoredObject>;
}

type Made = Exclude<Variant, { readonly kind: 'original' }>;

/** Makes variants, a few at once. */
export function createVariants(ports: FilePorts, ffmpeg: Ffmpeg): Variants {
  const { storage, limits } = ports;
  const queue = createWorkQueue({ atOnceMax: limits.conversionsAtOnce, waitingMax: limits.conversionsWaiting });
  const underWay = new Map<string, Promise<StoredObject>>();

  const findOrMake = async (appId: AppId, source: StoredObject, variant: Made) => {
    const known = await storage.call('files.variant', { source: source.key, variant: nameOf(variant) });
    return known ?? queue.run(() => make(ports, ffmpeg, { appId, source, variant }));
  };
  return {
    async get(appId, source, variant) {
      if (variant.kind === 'original') return source;
      const name = `${source.key} ${nameOf(variant)}`;
      const known = underWay.get(name);
      if (known !== undefined) return known;
      const making = findOrMake(appId, source, variant);
      underWay.set(name, making);
      try {
        return await making;
      } finally {
        underWay.delete(name);
      }
    },
  };
}

interface Making {
  readonly appId: AppId;
  readonly source: StoredObject;
  readonly variant: Made;
}

async function make(ports: FilePorts, ffmpeg: Ffmpeg, making: Making): Promise<StoredObject> {
  const { storage, limits, now } = ports;
  const { appId, source, variant } = making;
  const keep = (object: StoredObject) =>
    storage.call('files.keepVariant', {
      source: source.key,
      variant: nameOf(variant),
      object,
      variantsMax: limits.variantsPerFile,
      nowMs: now(),
    });
  const read = async (path: string) => {
    const bytes = await bytesOf(path, making, { limits, ffmpeg });
    if (bytes === undefined) {
      await keep(source);
      return source;
    }
    const made = await writeObject(ports, { appId, reservedBytes: 0, bytes, bytesMax: limits.convertedBytes, keep });
    if (made === undefined) throw new ImError('fileNotFound');
    return made;
  };
  return reportMissing(ports, source.key, () => withLocalFile(ports, source.key, read));
}

/** The bytes of a variant; undefined when the source itself is what is wanted. */
async function bytesOf(
  path: string,
  { source, variant }: Making,
  { limits, ffmpeg }: { readonly limits: FileLimits; readonly ffmpeg: Ffmpeg },
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const { conversionMs: timeMs, convertedBytes: bytesMax, picturePixels: pixelsMax } = limits;
  const { contentType } = source;
  switch (variant.kind) {
    case 'picture': {
      const made = await makePicture(path, variant.box, limits);
      return made && Readable.from([made.bytes]);
    }
    case 'cover':
      return takeCover(ffmpeg, { path, contentType, box: variant.box, timeMs, pixelsMax, bytesMax });
    case 'sound':
      return convertSound(ffmpeg, { path, contentType, format: variant.format, timeMs, bytesMax });
    default:
      return variant satisfies never;
  }
}
