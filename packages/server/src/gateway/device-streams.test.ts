import type { ConversationId, MessageId } from '@warbler/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { DeviceStreams } from './device-streams.ts';

const PEER = 8 as ConversationId;
const mid = (value: number) => value as MessageId;
const news = (value: number) => ({ mid: mid(value), encoded: new Uint8Array([value]) });
const settled = () => new Promise((resolve) => setImmediate(resolve));

const take = (key: number, limit = 100) =>
  streams.takePending(PEER, { key: mid(key), limit }, 0)?.map((pending) => pending.mid);

/** A pull to whom the store has nothing to say. */
const pullNothing = (conversation: ConversationId, after: number) => {
  const pull = streams.onPull(conversation);
  streams.onPullAnswered(conversation, pull, { after: mid(after), isEnd: true }, 0);
};

let said: string[];
/** What waits for the end of the turn; absent: each meta has a turn of its own. */
let turn: (() => void)[] | undefined;
let found: { cursor: MessageId; isBehind: boolean } | Error;
let streams: DeviceStreams;

const open = (isShared: boolean) => {
  said = [];
  found = { cursor: mid(0), isBehind: false };
  streams = new DeviceStreams({
    pushEagerly: (_conversation, pushed, previous) =>
      void said.push(`push ${pushed.map((each) => each.mid).join(' ')} after ${previous}`),
    atTurnEnd: (run) => (turn === undefined ? run() : void turn.push(run)),
    notify: () => void said.push('notice'),
    lookUp: async () => {
      if (found instanceof Error) throw found;
      return found;
    },
    onProblem: () => void said.push('problem'),
    isShared,
  });
};
beforeEach(() => {
  turn = undefined;
  open(false);
});

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
  pullNothing(PEER, 5);
  streams.onNews(PEER, { ...news(6), isDelta: true }, 0);
  expect(said).toEqual(['notice', 'push 6 after 5']);
});

test('news that the device has pulled before it is told of is not pushed', () => {
  pullNothing(PEER, 6);
  streams.onNews(PEER, news(6), 0);
  streams.onNews(PEER, news(7), 0);
  expect(said).toEqual(['push 7 after 6']);
});

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
    pullNothing(PEER, 106);
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

describe('what comes in one turn', () => {
  const endTurn = () => {
    for (const run of turn ?? []) run();
    turn = [];
  };
  beforeEach(() => {
    pullNothing(PEER, 3);
    turn = [];
  });

  test('is one push, and what comes after it waits for its acknowledgement', () => {
    for (const value of [5, 6, 7]) streams.onNews(PEER, news(value), 0);
    expect(said).toEqual([]);
    endTurn();
    streams.onNews(PEER, news(8), 0);
    endTurn();
    expect(said).toEqual(['push 5 6 7 after 3']);
    expect(take(5)).toBeUndefined();
    expect(take(7)).toEqual([8]);
  });

  test('is announced when a change comes with it, or more than is kept', () => {
    streams.onNews(PEER, news(5), 0);
    streams.onNews(PEER, { ...news(6), isDelta: true }, 0);
    endTurn();
    expect(said).toEqual(['notice']);
    pullNothing(PEER, 6);
    for (let value = 7; value <= 107; value += 1) streams.onNews(PEER, news(value), 0);
    endTurn();
    expect(said).toEqual(['notice', 'notice']);
  });

  test('is not sent to a device that pulls before that', () => {
    streams.onNews(PEER, news(5), 0);
    const pull = streams.onPull(PEER);
    endTurn();
    streams.onPullAnswered(PEER, pull, { after: mid(3), last: mid(5), isEnd: true }, 0);
    expect(said).toEqual([]);
    expect(take(5)).toEqual([]);
  });

  test('is announced where another node wrote something between', () => {
    open(true);
    turn = undefined;
    pullNothing(PEER, 3);
    turn = [];
    streams.onNews(PEER, { ...news(5), afterMid: mid(3) }, 0);
    streams.onNews(PEER, { ...news(9), afterMid: mid(7) }, 0);
    endTurn();
    expect(said).toEqual(['notice']);
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
  const pull = streams.onPull(PEER);
  streams.onPullAnswered(PEER, pull, { after: mid(5), last: mid(6), isEnd: false }, 2);
  pullNothing(PEER, 6);
  streams.onNews(PEER, news(7), 4);
  expect(said).toEqual(['push 5 after 0', 'push 7 after 6']);
});

describe('what comes while a page is being read', () => {
  /** A pull that is answered with what came up to `last`, and after `meanwhile`. */
  const pulled = (
    last: number | undefined,
    meanwhile: readonly Parameters<DeviceStreams['onNews']>[1][],
    isEnd = true,
  ) => {
    const pull = streams.onPull(PEER);
    for (const each of meanwhile) streams.onNews(PEER, each, 0);
    const page = { after: mid(3), isEnd, ...(last === undefined ? {} : { last: mid(last) }) };
    streams.onPullAnswered(PEER, pull, page, 0);
  };

  test('is pushed after an empty page, and the rest is kept for its acknowledgement', () => {
    pulled(undefined, [news(3), news(5), news(6)]);
    expect(said).toEqual(['push 5 after 3']);
    expect(take(5)).toEqual([6]);
  });

  test('is what the acknowledgement of the page brings, but for what is in the page', () => {
    pulled(5, [news(5), news(6), news(7)]);
    expect(take(5)).toEqual([6, 7]);
    expect(take(7)).toEqual([]);
    streams.onNews(PEER, news(8), 0);
    expect(said).toEqual(['push 8 after 7']);
  });

  test('is left to the store after a page that is not the last one, and after a change', () => {
    pulled(5, [news(6)], false);
    expect(take(5)).toBeUndefined();
    pulled(5, [news(6), { ...news(7), isDelta: true }]);
    expect(take(5)).toBeUndefined();
    pulled(undefined, [news(6), { ...news(7), isDelta: true }]);
    expect(said).toEqual(['notice']);
  });

  test('is left to the store where another node wrote something before it that nobody told of', async () => {
    open(true);
    pulled(5, [
      { ...news(6), afterMid: mid(5) },
      { ...news(9), afterMid: mid(8) },
    ]);
    expect(take(5)).toBeUndefined();
    pulled(5, [
      { ...news(6), afterMid: mid(5) },
      { ...news(9), afterMid: mid(6) },
    ]);
    expect(take(5)).toEqual([6, 9]);
    found = { cursor: mid(3), isBehind: true };
    pulled(undefined, [{ ...news(6), afterMid: mid(5) }]);
    await settled();
    expect(said).toEqual(['notice']);
  });

  test('is announced when the store is known to have more than came', () => {
    const pull = streams.onPull(PEER);
    streams.onMissed(PEER, mid(9), 0);
    streams.onPullAnswered(PEER, pull, { after: mid(3), isEnd: true }, 0);
    expect(said).toEqual(['notice']);
  });

  test('counts for the later of two pulls only', () => {
    const first = streams.onPull(PEER);
    streams.onNews(PEER, news(6), 0);
    const second = streams.onPull(PEER);
    streams.onNews(PEER, news(7), 0);
    streams.onPullAnswered(PEER, first, { after: mid(3), last: mid(5), isEnd: true }, 0);
    expect(take(5)).toBeUndefined();
    streams.onPullAnswered(PEER, second, { after: mid(3), last: mid(6), isEnd: true }, 0);
    expect(take(6)).toEqual([7]);
  });
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

test('a device whose pull takes long to answer is not reminded meanwhile, but after 3 s without the next one', () => {
  const pull = streams.onPull(PEER);
  streams.onNews(PEER, news(5), 100);
  streams.remindLate(9000);
  streams.onPullAnswered(PEER, pull, { after: mid(3), last: mid(4), isEnd: true }, 9000);
  streams.remindLate(11_999);
  expect(said).toEqual([]);
  streams.remindLate(12_000);
  expect(said).toEqual(['notice']);
});

test('a device is not reminded while the later of two pulls is being answered', () => {
  const first = streams.onPull(PEER);
  const second = streams.onPull(PEER);
  streams.onNews(PEER, news(5), 200);
  streams.onPullAnswered(PEER, first, { after: mid(3), last: mid(4), isEnd: true }, 300);
  streams.remindLate(9000);
  streams.onPullAnswered(PEER, second, { after: mid(5), isEnd: true }, 9000);
  streams.onNews(PEER, news(6), 9000);
  expect(said).toEqual(['push 6 after 5']);
});

test('a device whose pull failed is reminded 3 s later of what it asked for', () => {
  const pull = streams.onPull(PEER);
  streams.onNews(PEER, news(5), 100);
  streams.onPullFailed(PEER, pull, 5000);
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
  const pull = streams.onPull(PEER);
  await settled();
  streams.onPullAnswered(PEER, pull, { after: mid(5), isEnd: true }, 0);
  streams.onNews(PEER, news(6), 0);
  expect(said).toEqual(['push 6 after 5']);
});

test('forgets streams past its bound, and asks the store again for them', async () => {
  for (let peer = 0; peer < 600; peer += 1) {
    pullNothing(peer as ConversationId, 1);
  }
  found = { cursor: mid(1), isBehind: false };
  streams.onNews(0 as ConversationId, news(2), 0);
  expect(said).toEqual([]);
  await settled();
  expect(said).toEqual(['push 2 after 1']);
});

describe('where other nodes write too', () => {
  const current = (cursor: number) => {
    pullNothing(PEER, cursor);
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

  test('what the device sent itself is nothing that it misses', async () => {
    found = new Error('the store was asked');
    current(5);
    streams.onOwn(PEER, mid(6), mid(5));
    streams.onNews(PEER, { ...news(7), afterMid: mid(6) }, 0);
    streams.onOwn(PEER, mid(8), mid(7));
    streams.onNews(PEER, { ...news(9), afterMid: mid(8) }, 0);
    expect(take(7)).toEqual([9]);
    streams.onOwn(PEER, mid(10), mid(9));
    expect(take(9)).toEqual([]);
    streams.onNews(PEER, { ...news(11), afterMid: mid(10) }, 0);
    expect(said).toEqual(['push 7 after 5', 'push 11 after 9']);
    // Before it comes something that the device does not have.
    streams.onOwn(PEER, mid(14), mid(13));
    streams.onNews(PEER, { ...news(15), afterMid: mid(14) }, 0);
    expect(take(11)).toBeUndefined();
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
    const pull = streams.onPull(PEER);
    streams.onMissed(PEER, mid(4), 0);
    streams.onPullAnswered(PEER, pull, { after: mid(2), last: mid(3), isEnd: true }, 0);
    streams.remindLate(2999);
    expect(said).toEqual([]);
    streams.remindLate(3000);
    expect(said).toEqual(['notice']);
  });
});
