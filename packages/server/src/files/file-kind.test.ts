import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../config/index.ts';
import { bytesMaxOf, FileKind, isAvatar, isShared, readFileKind } from './file-kind.ts';
import { requireContent } from './require-content.ts';

describe('the kind of a file', () => {
  test('is what the contract numbers, and the slip of web clients', () => {
    for (const number of [100, 101, 102, 103, 104, 200, 201, 202, 203]) expect(readFileKind(number)).toBe(number);
    expect(readFileKind(99)).toBe(FileKind.sharedFile);
    for (const number of [0, 1, 2, 98, 105, 204, -100, 1e9]) {
      expect(() => readFileKind(number)).toThrow(expect.objectContaining({ code: 'fileKindInvalid' }));
    }
  });

  test('bounds its bytes', () => {
    const { limits } = resolveConfig({});
    const sizes = Object.values(FileKind).map((kind) => bytesMaxOf(kind, limits) / 2 ** 20);
    expect(sizes).toEqual([5, 5, 100, 10, 20, 200, 10, 100, 10, 20, 200]);
  });

  test('tells avatars, shared files and those of chats apart', () => {
    const kinds = Object.values(FileKind);
    expect(kinds.filter(isAvatar)).toEqual([1, 2]);
    expect(kinds.filter(isShared)).toEqual([200, 201, 202, 203]);
  });

  test.each([
    [FileKind.userAvatar, 'image/png', 'audio/mpeg'],
    [FileKind.groupAvatar, 'image/webp', 'text/plain; charset=utf-8'],
    [FileKind.chatImage, 'image/jpeg', 'application/pdf'],
    [FileKind.sharedImage, 'image/heic', 'video/mp4'],
    [FileKind.chatVoiceAmr, 'audio/amr', 'image/png'],
    [FileKind.chatVoiceMp3, 'video/webm', 'application/zip'],
    [FileKind.sharedVoice, 'application/ogg', 'application/octet-stream'],
    [FileKind.chatVideo, 'video/mp4', 'audio/mpeg'],
    [FileKind.sharedVideo, 'application/vnd.ms-asf', 'image/gif'],
  ])('%i takes %s and refuses %s', (kind, good, bad) => {
    expect(() => requireContent(kind, good)).not.toThrow();
    expect(() => requireContent(kind, bad)).toThrow(expect.objectContaining({ code: 'fileContentInvalid' }));
  });

  test.each([FileKind.chatFile, FileKind.sharedFile])('%i takes anything', (kind) => {
    for (const type of ['application/octet-stream', 'text/plain; charset=utf-8', 'image/png', 'video/mp4']) {
      expect(() => requireContent(kind, type)).not.toThrow();
    }
  });
});
