import type { AppId, DeviceSn, GroupId, MessageId, UserId } from '@warbler/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MetaKind } from '../messages/index.ts';
import { decodePacket, encodePacket, MembershipChange, type NewsPacket, type Packet } from './packet.ts';

const id = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const bytes = fc.uint8Array({ maxLength: 200 });
const news: fc.Arbitrary<NewsPacket> = fc
  .record({
    appId: fc.stringMatching(/^[A-Za-z0-9_.-]{1,64}$/),
    ids: fc.tuple(id, id, id, id, id),
    audience: fc.option(id.filter((value) => value > 0)),
    about: fc.option(id.filter((value) => value > 0)),
    afterMid: fc.option(id.filter((value) => value > 0)),
    priority: fc.integer({ min: 0, max: 255 }),
    isTransient: fc.boolean(),
    encoded: bytes,
  })
  .map(({ appId, ids: [lowId, highId, from, fromSn, mid], audience, about, afterMid, ...rest }) => ({
    kind: 'news',
    meta: {
      pair: { appId: appId as AppId, lowId: lowId as UserId, highId: highId as UserId },
      kind: MetaKind.operation,
      audience: audience === null ? 'everyone' : (audience as UserId),
      from: from as UserId,
      fromSn: fromSn as DeviceSn,
      ...(about === null ? {} : { about: about as MessageId }),
    },
    mid: mid as MessageId,
    ...(afterMid === null ? {} : { afterMid: afterMid as MessageId }),
    ...rest,
  }));
const others: fc.Arbitrary<Packet> = fc.oneof(
  fc.record({
    kind: fc.constant('tell' as const),
    user: id as fc.Arbitrary<UserId>,
    about: fc.option(id.filter((value) => value > 0) as fc.Arbitrary<DeviceSn>, { nil: undefined }),
    frame: bytes,
  }),
  fc.record({
    kind: fc.constant('membership' as const),
    group: id as fc.Arbitrary<GroupId>,
    user: id as fc.Arbitrary<UserId>,
    change: fc.constantFrom(...Object.values(MembershipChange)),
  }),
  fc.constant({ kind: 'stale' as const }),
);

test('every packet comes back as it was, also from the middle of a larger buffer', () => {
  fc.assert(
    fc.property(fc.oneof(news, others), fc.nat(9), (packet, offset) => {
      const encoded = encodePacket(packet);
      const larger = new Uint8Array(encoded.length + offset);
      larger.set(encoded, offset);
      expect(decodePacket(larger.subarray(offset))).toEqual(packet);
    }),
  );
});

test('what a newer node says is passed over; what ends too early is an error', () => {
  expect(decodePacket(new Uint8Array([99, 1, 2, 3]))).toBeUndefined();
  expect(decodePacket(new Uint8Array())).toBeUndefined();
  for (const type of [1, 2, 3]) expect(() => decodePacket(new Uint8Array([type, 0, 0]))).toThrow(RangeError);
});
