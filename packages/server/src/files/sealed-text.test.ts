import { ImError, parseAppId, type UserId } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import { defaultAppSettings } from '../apps/app-settings.ts';
import type { App, Apps } from '../apps/index.ts';
import { readDownloadLink, writeDownloadLink } from './download-link.ts';
import { FileKind } from './file-kind.ts';
import { newFileId } from './file-sign.ts';
import { seal, unseal } from './sealed-text.ts';
import { readUploadTicket, writeUploadTicket } from './upload-ticket.ts';

const NOW = 1_800_000_000_000;

function appNamed(name: string, change: Partial<App> = {}): App {
  return {
    appId: parseAppId(name),
    name,
    status: 'normal',
    settings: defaultAppSettings,
    tokenSecret: `secret of ${name}`,
    adminTokenVersion: 0,
    adminTokenIds: new Set(),
    createdAtMs: 0,
    ...change,
  };
}

const one = appNamed('A.b-c_9'.padEnd(64, 'x'));
const other = appNamed('other');
const frozen = appNamed('frozen', { status: 'frozen' });

/** Only finding is asked of it. */
const apps = {
  find: async (appId) => {
    const found = [one, other, frozen].find((app) => app.appId === appId);
    if (found === undefined) throw new ImError('appNotFound');
    return found;
  },
} as Pick<Apps, 'find'> as Apps;

const ticket = {
  file: newFileId(),
  kind: FileKind.chatVideo,
  owner: (2 ** 53 - 2) as UserId,
  to: (2 ** 53 - 1) as UserId,
  expiresAtMs: NOW + 1000,
};

describe('a sealed text', () => {
  const sealed = { purpose: 'p', fields: ['a', '-_9'], expiresAtMs: NOW };

  test('tells its app and what was sealed, and needs no escaping', async () => {
    const text = seal(one, sealed);
    expect(await unseal(apps, 'p', text)).toEqual({ app: one, fields: ['a', '-_9'], expiresAtMs: NOW });
    expect(encodeURIComponent(text)).toBe(text);
  });

  test('is nothing for another purpose, of another app, or with any character changed', async () => {
    const text = seal(one, sealed);
    expect(await unseal(apps, 'q', text)).toBeUndefined();
    expect(await unseal(apps, 'p', seal({ ...one, tokenSecret: 'x' }, sealed))).toBeUndefined();
    expect(await unseal(apps, 'p', seal(appNamed('nobody'), sealed))).toBeUndefined();
    for (let at = 0; at < text.length - 1; at += 1) {
      const changed = text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1);
      expect(await unseal(apps, 'p', changed)).toBeUndefined();
    }
    for (const wrong of ['', '.', 'a.b.c.d', `${text}a`, 'x'.repeat(10_000)]) {
      expect(await unseal(apps, 'p', wrong)).toBeUndefined();
    }
  });
});

describe('an upload ticket', () => {
  test('says what may be uploaded, until it expires', async () => {
    const text = writeUploadTicket(one, ticket);
    expect(await readUploadTicket(apps, text, NOW + 999)).toEqual({ app: one, ticket });
    await expect(readUploadTicket(apps, text, NOW + 1000)).rejects.toMatchObject({ code: 'uploadUrlExpired' });
    expect(text.length).toBeLessThan(300);
  });

  test('is nothing in an app that is frozen, and no download link', async () => {
    const ofFrozen = writeUploadTicket(frozen, ticket);
    await expect(readUploadTicket(apps, ofFrozen, NOW)).rejects.toMatchObject({ code: 'appStatusAbnormal' });
    const link = writeDownloadLink(one, ticket.file, NOW + 1000);
    await expect(readUploadTicket(apps, link, NOW)).rejects.toMatchObject({ code: 'uploadUrlInvalid' });
    const upload = writeUploadTicket(one, ticket);
    await expect(readDownloadLink(apps, upload, NOW)).rejects.toMatchObject({ code: 'downloadUrlInvalid' });
  });
});

test('a download link names a file until it expires', async () => {
  const link = writeDownloadLink(other, ticket.file, NOW + 1000);
  expect(await readDownloadLink(apps, link, NOW + 999)).toEqual({ app: other, file: ticket.file });
  await expect(readDownloadLink(apps, link, NOW + 1000)).rejects.toMatchObject({ code: 'downloadUrlInvalid' });
  const ofFrozen = writeDownloadLink(frozen, ticket.file, NOW + 1000);
  await expect(readDownloadLink(apps, ofFrozen, NOW)).rejects.toMatchObject({ code: 'appStatusAbnormal' });
});
