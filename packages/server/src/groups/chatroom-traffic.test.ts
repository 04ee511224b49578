import { type AppId, decodeGroupNotice, type GroupId, GroupNoticeType, type UserId } from '@warbler/protocol';
import { expect, test, vi } from 'vitest';
import type { NewMeta } from '../messages/index.ts';
import { createChatroomTraffic } from './chatroom-traffic.ts';

const APP = 'demo' as AppId;
const ROOM = 2_199_023_255_553 as GroupId;
const [ANN, BEN, CAT, DAN] = [2, 4, 6, 8] as [UserId, UserId, UserId, UserId];
const { JOINED, LEAVED } = GroupNoticeType;

function open(chatroomNoticeUsers = 100) {
  const told: NewMeta[] = [];
  const delivery = { deliver: () => undefined, deliverTransient: (meta: NewMeta) => void told.push(meta) };
  const limits = { chatroomNoticeMs: 10, chatroomNoticeUsers };
  const traffic = createChatroomTraffic({ delivery, limits, now: Date.now });
  const come = (type: GroupNoticeType, user: UserId, actor = user) => {
    const [joined, left] = type === JOINED ? [[user], []] : [[], [user]];
    traffic.note({ appId: APP, group: ROOM, actor, joined, left });
  };
  const notices = () =>
    told.map(({ payload, audience, pair }) => {
      const { type, from, to } = decodeGroupNotice(payload);
      return { type, from: from?.uid, to: to.map(({ uid }) => uid), audience, pair };
    });
  return { come, notices };
}

const room = { appId: APP, lowId: ROOM, highId: ROOM };

test('all who came within a while are told in one notice, by whoever brought all of them', async () => {
  const { come, notices } = open();
  for (const user of [BEN, CAT, DAN]) come(JOINED, user, ANN);
  expect(notices()).toEqual([]);
  await vi.waitFor(() =>
    expect(notices()).toEqual([{ type: JOINED, from: ANN, to: [BEN, CAT, DAN], audience: 'everyone', pair: room }]),
  );
  come(JOINED, ANN);
  await vi.waitFor(() => expect(notices()[1]).toMatchObject({ from: ANN, to: [ANN] }));
});

test('several who came by themselves have nobody who brought them; what each did last counts', async () => {
  const { come, notices } = open();
  come(JOINED, BEN);
  come(JOINED, CAT);
  come(JOINED, ANN);
  come(LEAVED, ANN);
  come(JOINED, ANN);
  come(LEAVED, DAN);
  const shared = () => notices().filter(({ audience }) => audience === 'everyone');
  await vi.waitFor(() =>
    expect(shared()).toMatchObject([
      { type: JOINED, from: 0, to: [BEN, CAT, ANN] },
      { type: LEAVED, from: DAN, to: [DAN] },
    ]),
  );
});

test('the own devices of who leaves are told at once, outside of the room', () => {
  const { come, notices } = open();
  come(LEAVED, BEN);
  const pair = { appId: APP, lowId: 0, highId: BEN };
  expect(notices()).toEqual([{ type: LEAVED, from: BEN, to: [BEN], audience: BEN, pair }]);
});

test('a notice names so many; the own devices of the others are told apart', async () => {
  const { come, notices } = open(2);
  for (const user of [ANN, BEN, CAT, DAN]) come(JOINED, user);
  await vi.waitFor(() =>
    expect(notices()).toMatchObject([
      { to: [ANN, BEN], audience: 'everyone' },
      { to: [CAT], from: CAT, audience: CAT, pair: room },
      { to: [DAN], from: DAN, audience: DAN, pair: room },
    ]),
  );
});
