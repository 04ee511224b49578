import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../config/index.ts';
import type { StoreKey } from './file.ts';
import { ImageType, nameOf, THE_ORIGINAL, variantOf, type WantedForm } from './wanted-form.ts';

const { limits } = resolveConfig({ limits: { thumbnailEdge: 400, coverEdge: 1280, pictureEdge: 2048 } });
const { thumbnail, cover, original } = ImageType;

function named(contentType: string, wanted: WantedForm): string {
  const variant = variantOf({ key: 'k' as StoreKey, sizeBytes: 1, hash: '', contentType }, wanted, limits);
  return variant.kind === 'original' ? 'original' : nameOf(variant);
}

describe('the form of a file', () => {
  test.each([
    ['image/png', { imageType: original }, 'original'],
    ['image/png', { imageType: original, width: 10 }, 'original'],
    ['image/png', { imageType: thumbnail }, 'picture-400x400'],
    ['image/png', { imageType: cover }, 'picture-1280x1280'],
    ['image/png', { imageType: thumbnail, width: 100, height: 50.4 }, 'picture-100x50'],
    ['image/png', { imageType: thumbnail, width: 100 }, 'picture-100x2048'],
    ['image/png', { imageType: thumbnail, height: 1e9 }, 'picture-2048x2048'],
    ['image/png', { imageType: thumbnail, width: 0.1, height: 1e300 }, 'picture-1x2048'],
    ['video/mp4', { imageType: thumbnail }, 'cover-400x400'],
    ['video/mp4', { imageType: cover }, 'cover-1280x1280'],
    ['audio/amr', { imageType: original, format: 'mp3' }, 'mp3'],
    ['audio/mpeg', { imageType: original, format: 'mp3' }, 'original'],
    ['audio/amr', { imageType: original, format: 'amr' }, 'original'],
    ['audio/mpeg', { imageType: original, format: 'amr' }, 'amr'],
    ['video/webm', { imageType: original, format: 'mp3' }, 'mp3'],
    ['application/pdf', THE_ORIGINAL, 'original'],
  ] as const)('%s wanted as %j is %s', (contentType, wanted, expected) => {
    expect(named(contentType, wanted)).toBe(expected);
  });

  test.each([
    ['application/pdf', { imageType: thumbnail }],
    ['audio/mpeg', { imageType: cover }],
    ['image/png', { imageType: original, format: 'mp3' }],
    ['application/zip', { imageType: original, format: 'amr' }],
  ] as const)('%s has no form %j', (contentType, wanted) => {
    expect(() => named(contentType, wanted)).toThrow(expect.objectContaining({ code: 'notSupported' }));
  });
});
