import type { UserId } from '@warbler/protocol';
import { expect, test } from 'vitest';
import { decodeEvent, encodeEvent } from './cluster-event.ts';

const sender = { boot: 'abc', node: 3, seq: 7 };
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

test('an event comes back as it was', () => {
  const event = { ...sender, name: 'moved' as const, body: { user: 2 as UserId, deviceSn: 1 as never, login: 4 } };
  expect(decodeEvent(encodeEvent(event))).toEqual(event);
});

test('of an event that this version does not know, it is known who told it', () => {
  expect(decodeEvent(bytes({ ...sender, name: 'from the future', body: { more: true } }))).toEqual(sender);
});

test.each([
  ['no JSON', Buffer.from('nonsense')],
  ['no event', bytes({ hello: 'world' })],
  ['a node number that cannot be', bytes({ ...sender, node: 31, name: 'beacon', body: {} })],
  ['a body of another event', bytes({ ...sender, name: 'moved', body: { cache: 'apps', key: 'x' } })],
])('%s is an error', (_, value) => {
  expect(() => decodeEvent(value)).toThrow();
});
