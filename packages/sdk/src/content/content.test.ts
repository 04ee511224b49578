import { ContentType, type MessageId, type UserId } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import type { ForwardedMessage, MessageContent } from '../message.ts';
import { authoredFrom, isForPrograms } from './outgoing-message.ts';
import { readContent } from './read-content.ts';
import { utf8Length } from './utf8-length.ts';
import { writeContent } from './write-content.ts';

const url = 'https://im.example.com/file/download/chat?file_sign=abc';

/** Each kind as it is here, and its attachment by its names on the wire (sdk-web.md §11.2). */
const kinds: readonly (readonly [MessageContent, object | undefined])[] = [
  [{ type: 'text', text: 'hello' }, undefined],
  [
    { type: 'image', url, name: 'a.png', sizeBytes: 12, width: 3, height: 4, text: 'look' },
    { url, dName: 'a.png', fLen: 12, width: 3, height: 4 },
  ],
  [
    { type: 'audio', url, name: 'a.amr', sizeBytes: 12, durationS: 7 },
    { url, dName: 'a.amr', fLen: 12, duration: 7 },
  ],
  [
    {
      type: 'video',
      url,
      name: 'a.mp4',
      sizeBytes: 1,
      width: 3,
      height: 4,
      durationS: 7,
      coverUrl: `${url}&image_type=3`,
    },
    { url, dName: 'a.mp4', fLen: 1, width: 3, height: 4, duration: 7, tUrl: `${url}&image_type=3` },
  ],
  [
    { type: 'file', url, name: 'a.pdf', sizeBytes: 0 },
    { url, dName: 'a.pdf', fLen: 0 },
  ],
  [
    { type: 'location', latitude: 31.2, longitude: 121.5, address: '外滩' },
    { lat: 31.2, lon: 121.5, addr: '外滩' },
  ],
  [{ type: 'command', text: 'refresh' }, undefined],
  [{ type: 'rtc', text: '1200' }, undefined],
  [
    {
      type: 'forward',
      title: 'Ann and Ben',
      messages: [
        {
          id: 5 as MessageId,
          from: 7 as UserId,
          timestampMs: 9,
          content: { type: 'text', text: 'hi' },
          ext: '{"a":1}',
        },
        { id: 6 as MessageId, from: 8 as UserId, timestampMs: 10, content: { type: 'file', url, name: 'a.pdf' } },
      ],
    },
    {
      dName: 'Ann and Ben',
      messages: [
        {
          ...{ msgId: 5, fromId: 7, clientTimestamp: 9, serverTimestamp: 9, content: 'hi', contentType: 0 },
          extension: '{"a":1}',
        },
        {
          ...{ msgId: 6, fromId: 8, clientTimestamp: 10, serverTimestamp: 10, content: '', contentType: 4 },
          attachment: { url, dName: 'a.pdf' },
        },
      ],
    },
  ],
];

describe('a content', () => {
  test.each(kinds)('%j is written as the contract says, and read as it was', (content, attachment) => {
    const wire = writeContent(content);
    expect(wire.attachment === '' ? undefined : JSON.parse(wire.attachment)).toEqual(attachment);
    expect(readContent(wire)).toEqual(content);
  });

  test('keeps what an app added to the attachment', () => {
    const attachment = '{"url":"u","dName":"n","mine":{"deep":true}}';
    const content = readContent({ ctype: ContentType.FILE, content: '', attachment });
    expect(content).toEqual({ type: 'file', url: 'u', name: 'n', more: { mine: { deep: true } } });
    expect(JSON.parse(writeContent(content).attachment)).toEqual(JSON.parse(attachment));
  });

  test('takes numbers that were written as texts', () => {
    const attachment = '{"lat":"1.5","lon":"-2"}';
    const content = readContent({ ctype: ContentType.LOCATION, content: '', attachment });
    expect(content).toEqual({ type: 'location', latitude: 1.5, longitude: -2 });
  });

  test.each([
    ['of a later version', { ctype: 77, content: 'x', attachment: '{"any":1}' }],
    ['without an address', { ctype: ContentType.IMAGE, content: '', attachment: '{"dName":"n"}' }],
    ['whose attachment is no JSON', { ctype: ContentType.VIDEO, content: '', attachment: '{' }],
    ['that is a place nowhere', { ctype: ContentType.LOCATION, content: '', attachment: '{"lat":"north"}' }],
    ['that forwards nothing readable', { ctype: ContentType.FORWARD, content: 'x', attachment: '7' }],
  ])('%s survives as it is', (_, wire) => {
    const content = readContent(wire);
    expect(content.type).toBe('unsupported');
    expect(writeContent(content)).toEqual(wire);
  });

  test('opens forwards of forwards, but not without end', () => {
    let content: MessageContent = { type: 'text', text: 'deep' };
    for (let depth = 0; depth < 8; depth += 1) {
      const message: ForwardedMessage = { id: 1 as MessageId, from: 2 as UserId, timestampMs: 3, content };
      content = { type: 'forward', title: `${depth}`, messages: [message] };
    }
    let read = readContent(writeContent(content));
    let depth = 0;
    for (; read.type === 'forward'; depth += 1) read = read.messages[0]!.content;
    expect([depth, read.type]).toEqual([5, 'unsupported']);
  });
});

test("the settings of a message are the app's own with ours", () => {
  const content = { type: 'text', text: 'x', mentions: [4 as UserId], mentionsAll: true } as const;
  const config = authoredFrom({ ...content, config: '{"pushMessage":"p"}' }, [5 as UserId]).config;
  expect(JSON.parse(config ?? '')).toEqual({
    pushMessage: 'p',
    mentionList: [4],
    mentionAll: true,
    groupMemberList: [5],
  });
});

test('calls are for programs until they are over', () => {
  const content = { type: 'rtc', text: '' } as const;
  expect(isForPrograms({ content, config: '{"action":"call"}' })).toBe(true);
  expect(isForPrograms({ content })).toBe(true);
  expect(isForPrograms({ content, config: '{"action":"record"}' })).toBe(false);
});

test('the length in UTF-8 is that of the standard', () => {
  for (const text of ['', 'abc', 'é', '好', '🙂', 'a\ud800b']) {
    expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
  }
});
