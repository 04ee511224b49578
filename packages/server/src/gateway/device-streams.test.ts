import type { ConversationId, MessageId } from '@warbler/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { DeviceStreams } from './device-streams.ts';

const PEER = 8 as ConversationId;
const mid = (value: number) => value as MessageId;
const news = (value: number) => ({ mid: mid(value), encoded: new Uint8Array([value]) });
const settled = () => new Promise((resolve) => setImmediate(resolve));

let said: string[];
let found: { cursor: MessageId; isBehind: boolean } | Error;
let streams: DeviceStreams;

const open = (isShared: boolean) => {
  said = [];
  found = { cursor: mid(0), isBehind: false };
  streams = new DeviceStreams({
    pushEagerly: (_conversation, { mid: pushed }, previous) => void said.push(`push ${pushed} after ${previous}`),
    notify: () => void said.push('notice'),
    lookUp: async () => {
      if (found instanceof Error) throw found;
      return found;
    },
    onProblem: () => void said.push('problem'),
    isShared,
  });
};
beforeEach(() => open(false));

test('a device that has everything gets the meta itself', async () => {
  found = { cursor: mid(3), isBehind: false };
  streams.onNews(PEER, news(5), 0);
  await settled();
  expect(said).toEqual(['push 5 after 3']);
});

test('a device that is behind gets a notice', async () => {
  found = { cursor: mid(0), isBehind: true };
  streams.onNews(PEER, news(5), 0);
  await settled();
  expect(said).toEqual(['notice']);
});

test('an edit is only pushed to a device that was there for the edits before', async () => {
  streams.onNews(PEER, { ...news(5), isDelta: true }, 0);
  await settled();
  expect(said).toEqual(['notice']);
  streams.onPull(PEER, 0);
  streams.onPullAnswered(PEER, { cursor: mid(5), isEmpty: true }, 0);
  streams.onNews(PEER, { ...news(6), isDelta: true }, 0);
  expect(said).toEqual(['notice', 'push 6 after 5']);
});

test('news that the device has pulled before it is told of is not pushed', () => {
  streams.onPull(PEER, 0);
  streams.onPullAnswered(PEER, { cursor: mid(6), isEmpty: true }, 0);
  streams.onNews(PEER, news(6), 0);
  streams.onNews(PEER, news(7), 0);
  expect(said).toEqual(['push 7 after 6']);
});

const take = (key: number, limit = 100) =>
  streams.takePending(PEER, { key: mid(key), limit }, 0)?.map((pending) => pending.mid);
const push = async (value: number) => {
  streams.onNews(PEER, news(value), 0);
  await settled();
};

describe('the acknowledgement of a push', () => {
  test('is answered without the store, and the next meta is pushed', async () => {
    await push(5);
    expect(take(5)).toEqual([]);
    await push(6);
    expect(said).toEqual(['push 5 after 0', 'push 6 after 5']);
  });

  test('brings what came meanwhile, and then what came after that', async () => {
    await push(5);
    await push(6);
    await push(7);
    expect(take(5)).toEqual([6, 7]);
    await push(8);
    expect(take(7)).toEqual([8]);
    expect(take(8)).toEqual([]);
    await push(9);
    expect(said).toEqual(['push 5 after 0', 'push 9 after 8']);
  });

  test('is left to the store when it is of something else, or asks for fewer than there are', async () => {
    await push(5);
    await push(6);
    await push(7);
    expect(take(4)).toBeUndefined();
    expect(take(5, 1)).toBeUndefined();
    expect(take(5)).toEqual([6, 7]);
    expect(take(5)).toBeUndefined();
  });

  test('is left to the store after more than is kept, and after a change', async () => {
    await push(5);
    for (let value = 6; value <= 106; value += 1) await push(value);
    expect(take(5)).toBeUndefined();
    streams.onPull(PEER, 0);
    streams.onPullAnswered(PEER, { cursor: mid(106), isEmpty: true }, 0);
    await push(107);
    streams.onNews(PEER, { ...news(108), isDelta: true }, 0);
    expect(take(107)).toBeUndefined();
  });

  test('is left to the store after a notice', async () => {
    found = { cursor: mid(0), isBehind: true };
    await push(5);
    expect(take(5)).toBeUndefined();
  });

  test('is left to the store where other nodes write too, unless each meta names the one before it', async () => {
    open(true);
    await push(5);
    streams.onNews(PEER, { ...news(7), afterMid: mid(5) }, 0);
    streams.onNews(PEER, { ...news(9), afterMid: mid(7) }, 0);
    // It was heard of late.
    streams.onNews(PEER, { ...news(7), afterMid: mid(5) }, 0);
    expect(take(5)).toEqual([7, 9]);
    streams.onNews(PEER, { ...news(14), afterMid: mid(12) }, 0);
    expect(take(9)).toBeUndefined();
  });

  test('is left to the store when that is known to have more', async () => {
    open(true);
    await push(5);
    streams.onMissed(PEER, mid(8), 0);
    expect(take(5)).toBeUndefined();
  });
});

test('news that comes while the store is asked makes one notice, not a push out of order', async () => {
  streams.onNews(PEER, news(5), 0);
  streams.onNews(PEER, news(6), 0);
  await settled();
  expect(said).toEqual(['notice']);
});

test('after an acknowledgement to the end, the next meta is pushed; before it, nothing is', async () => {
  streams.onNews(PEER, news(5), 0);
  await settled();
  streams.onNews(PEER, news(6), 1);
  streams.onPull(PEER, 2);
  streams.onPullAnswered(PEER, { cursor: mid(5), isEmpty: false }, 2);
  streams.onPull(PEER, 3);
  streams.onPullAnswered(PEER, { cursor: mid(6), isEmpty: true }, 3);
  streams.onNews(PEER, news(7), 4);
  expect(said).toEqual(['push 5 after 0', 'push 7 after 6']);
});

test('news that a pull could not see yet is announced when the pull ends', async () => {
  streams.onPull(PEER, 0);
  streams.onNews(PEER, news(5), 0);
  streams.onPullAnswered(PEER, { cursor: mid(3), isEmpty: true }, 0);
  expect(said).toEqual(['notice']);
});

test('a device that does not come for its news is reminded after 3 s, not before, and not for ever', async () => {
  streams.onNews(PEER, news(5), 0);
  await settled();
  streams.onNews(PEER, news(6), 100);
  streams.remindLate(2999);
  streams.remindLate(3000);
  streams.remindLate(3001);
  streams.remindLate(9000);
  expect(said).toEqual(['push 5 after 0', 'notice']);
});

test('a device whose pull takes long to answer is not reminded meanwhile, but after 3 s without the next one', async () => {
  streams.onPull(PEER, 0);
  streams.onNews(PEER, news(5), 100);
  streams.remindLate(9000);
  streams.onPullAnswered(PEER, { cursor: mid(5), isEmpty: false }, 9000);
  streams.remindLate(11_999);
  expect(said).toEqual([]);
  streams.remindLate(12_000);
  expect(said).toEqual(['notice']);
});

test('a device is not reminded while one of two pulls is being answered', () => {
  streams.onPull(PEER, 0);
  streams.onPull(PEER, 100);
  streams.onNews(PEER, news(5), 200);
  streams.onPullAnswered(PEER, { cursor: mid(4), isEmpty: false }, 300);
  streams.remindLate(9000);
  expect(said).toEqual([]);
  streams.onPullAnswered(PEER, { cursor: mid(5), isEmpty: true }, 9000);
  streams.onNews(PEER, news(6), 9000);
  expect(said).toEqual(['push 6 after 5']);
});

test('a device whose pull failed is reminded 3 s later of what it asked for', () => {
  streams.onPull(PEER, 0);
  streams.onNews(PEER, news(5), 100);
  streams.onPullFailed(PEER, 5000);
  streams.remindLate(7999);
  expect(said).toEqual([]);
  streams.remindLate(8000);
  expect(said).toEqual(['notice']);
});

test('a failed look-up is reported, and the next meta tries again', async () => {
  found = new Error('busy');
  streams.onNews(PEER, news(5), 0);
  await settled();
  found = { cursor: mid(0), isBehind: true };
  streams.onNews(PEER, news(6), 0);
  await settled();
  expect(said).toEqual(['problem', 'notice']);
});

test('a pull that begins during the look-up takes over', async () => {
  streams.onNews(PEER, news(5), 0);
  streams.onPull(PEER, 0);
  await settled();
  streams.onPullAnswered(PEER, { cursor: mid(5), isEmpty: true }, 0);
  streams.onNews(PEER, news(6), 0);
  expect(said).toEqual(['push 6 after 5']);
});

test('forgets streams past its bound, and asks the store again for them', async () => {
  for (let peer = 0; peer < 600; peer += 1) {
    streams.onPull(peer as ConversationId, 0);
    streams.onPullAnswered(peer as ConversationId, { cursor: mid(1), isEmpty: true }, 0);
  }
  found = { cursor: mid(1), isBehind: false };
  streams.onNews(0 as ConversationId, news(2), 0);
  expect(said).toEqual([]);
  await settled();
  expect(said).toEqual(['push 2 after 1']);
});

describe('where other nodes write too', () => {
  const current = (cursor: number) => {
    streams.onPull(PEER, 0);
    streams.onPullAnswered(PEER, { cursor: mid(cursor), isEmpty: true }, 0);
  };
  beforeEach(() => open(true));

  test('the store is asked before each push: nothing goes past what another node wrote before', async () => {
    current(3);
    found = { cursor: mid(3), isBehind: false };
    streams.onNews(PEER, news(5), 0);
    await settled();
    expect(said).toEqual(['push 5 after 3']);
    current(5);
    found = { cursor: mid(5), isBehind: true };
    streams.onNews(PEER, news(7), 0);
    await settled();
    expect(said).toEqual(['push 5 after 3', 'notice']);
  });

  test('a meta that names the one before it is pushed without a question to a device that has that one', async () => {
    found = new Error('the store was asked');
    current(5);
    streams.onNews(PEER, { ...news(7), afterMid: mid(5) }, 0);
    expect(said).toEqual(['push 7 after 5']);
    current(7);
    streams.onNews(PEER, { ...news(12), afterMid: mid(9) }, 0);
    await settled();
    expect(said).toEqual(['push 7 after 5', 'problem']);
  });

  test('news that the device has by now is not told again', async () => {
    current(7);
    streams.onNews(PEER, news(6), 0);
    await settled();
    expect(said).toEqual([]);
  });

  test('an edit is not pushed: word of an earlier one may be lost, and its place is taken in the log', async () => {
    current(3);
    found = { cursor: mid(3), isBehind: false };
    streams.onNews(PEER, { ...news(5), isDelta: true }, 0);
    await settled();
    expect(said).toEqual(['notice']);
  });

  test('what the store says is missed is announced, once, and not where the device has it', () => {
    streams.onMissed(PEER, mid(4), 0);
    expect(said).toEqual(['notice']);
    streams.onMissed(PEER, mid(4), 0);
    expect(said).toEqual(['notice']);
    current(4);
    streams.onMissed(PEER, mid(4), 0);
    expect(said).toEqual(['notice']);
    streams.onMissed(PEER, mid(5), 0);
    expect(said).toEqual(['notice', 'notice']);
  });

  test('what is missed while the device is pulling is announced again when it does not pull on', () => {
    streams.onPull(PEER, 0);
    streams.onMissed(PEER, mid(4), 0);
    streams.onPullAnswered(PEER, { cursor: mid(3), isEmpty: false }, 0);
    streams.remindLate(2999);
    expect(said).toEqual([]);
    streams.remindLate(3000);
    expect(said).toEqual(['notice']);
  });
});
