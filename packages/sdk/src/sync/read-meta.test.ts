import {
  BodyType,
  encodeGroupNotice,
  encodeMessageBody,
  encodeRosterNotice,
  type Meta,
  MetaNamespace,
} from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import { readMeta } from './read-meta.ts';

const stream = { conversationId: 9 as never, me: 2 as never };

function meta(ns: MetaNamespace, payload: Uint8Array, from = 4): Meta {
  return { id: 7, from: { uid: from, deviceSN: 0 }, to: undefined, timestamp: 70, ns, payload };
}

function said(config: string, from?: number) {
  const body = encodeMessageBody({ type: BodyType.GROUPCHAT, content: 'hi', config });
  const event = readMeta(meta(MetaNamespace.MESSAGE, body, from), stream);
  return event.kind === 'message' ? event.message : undefined;
}

describe('whom a message is meant for', () => {
  test('is read from its config: ids as numbers or texts, or everyone', () => {
    expect(said('{"mentionList":[4,2]}')).toMatchObject({ mentions: [4, 2], isMentioningMe: true });
    expect(said('{"mentionList":["2"]}')).toMatchObject({ mentions: [2], isMentioningMe: true });
    expect(said('{"mentionList":[6]}')).toMatchObject({ mentions: [6], isMentioningMe: false });
    expect(said('{"mentionAll":true}')).toMatchObject({ mentionsAll: true, isMentioningMe: true });
  });

  test('is nobody where the config is something else', () => {
    for (const config of ['', '{}', 'mention', '{"mentionList":"2","mentionAll":"no"}', '[]']) {
      const message = said(config);
      expect(message?.isMentioningMe).toBe(false);
      expect(message).not.toHaveProperty('mentions');
      expect(message).not.toHaveProperty('mentionsAll');
    }
  });

  test('is never oneself in an own message', () => {
    expect(said('{"mentionList":[2],"mentionAll":true}', 2)?.isMentioningMe).toBe(false);
  });
});

test('notices tell of the two ends that they name', () => {
  const roster = encodeRosterNotice({ type: 8, from: { uid: 6 }, to: [{ uid: 2 }] });
  expect(readMeta(meta(MetaNamespace.ROSTER_NOTICE, roster, 2), stream)).toEqual({
    ...{ kind: 'rosterNotice', type: 8, about: [6, 2] },
  });
  const group = encodeGroupNotice({ type: 5, gid: { uid: 9 }, from: { uid: 4 }, to: [{ uid: 2 }], content: 'x' });
  expect(readMeta(meta(MetaNamespace.GROUP_NOTICE, group), stream)).toEqual({
    ...{ kind: 'groupNotice', notice: { type: 5, group: 9, from: 4, to: [2], content: 'x', atMs: 70 } },
  });
  const ofNoGroup = encodeGroupNotice({ type: 5, gid: { uid: 8 } });
  expect(readMeta(meta(MetaNamespace.GROUP_NOTICE, ofNoGroup), stream)).toEqual({ kind: 'ignored' });
});
