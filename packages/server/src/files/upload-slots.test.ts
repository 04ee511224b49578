import { type AppId, parseAppId, type UserId } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import { newFileId } from './file-sign.ts';
import { createUploadSlots } from './upload-slots.ts';

const appId = parseAppId('a');
const upload = (owner: number, app: AppId = appId) => ({ appId: app, owner: owner as UserId, file: newFileId() });
const refused = (code: string) => expect.objectContaining({ code });

describe('uploads that run', () => {
  test('are bounded for each user, whose others are not affected', () => {
    const slots = createUploadSlots({ uploadsAtOnce: 100, uploadsPerUser: 2 });
    const releases = [slots.claim(upload(2)), slots.claim(upload(2))];
    expect(() => slots.claim(upload(2))).toThrow(refused('uploadLimit'));
    slots.claim(upload(4));
    slots.claim(upload(2, parseAppId('b')));
    releases[0]!();
    // Ending twice ends once.
    releases[0]!();
    slots.claim(upload(2));
    expect(() => slots.claim(upload(2))).toThrow(refused('uploadLimit'));
  });

  test('are bounded all together', () => {
    const slots = createUploadSlots({ uploadsAtOnce: 2, uploadsPerUser: 2 });
    const release = slots.claim(upload(2));
    slots.claim(upload(4));
    expect(() => slots.claim(upload(6))).toThrow(refused('rateLimited'));
    release();
    slots.claim(upload(6));
  });

  test('run once each', () => {
    const slots = createUploadSlots({ uploadsAtOnce: 9, uploadsPerUser: 9 });
    const same = upload(2);
    const release = slots.claim(same);
    expect(() => slots.claim(same)).toThrow(refused('uploadLimit'));
    release();
    slots.claim(same);
  });
});
