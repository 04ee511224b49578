import { GroupNoticeType } from '@warbler/protocol';
import { type Cloud, startCloud, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Attendant, GroupMeeting } from './group-meeting.ts';

const { JOINED, LEAVED } = GroupNoticeType;

describe.each(TRANSPORTS)('a chatroom over %s', (transport) => {
  let cloud: Cloud;
  let meeting: GroupMeeting;
  let ann: Attendant;
  let ben: Attendant;
  let cat: Attendant;
  beforeAll(async () => {
    cloud = await startCloud({ limits: { chatroomNoticeMs: 50 } });
    meeting = new GroupMeeting(cloud, transport);
  });
  beforeEach(async () => {
    ann = await meeting.attendant('ann');
    ben = await meeting.attendant('ben');
    cat = await meeting.attendant('cat');
    await meeting.make(ann, [], { type: 2 });
  });
  afterEach(() => meeting.leave());
  afterAll(() => cloud.stop());

  const idsTold = (who: Attendant, type: GroupNoticeType, conversation?: number) =>
    meeting.told(who, type, conversation).flatMap(({ to }) => to);

  test('who comes is told to those who are there, and to their own devices', async () => {
    const bens = await meeting.people.device(ben.user, 'tablet', { isSyncing: true });
    await meeting.post(ben, 'apply');
    await meeting.post(ann, 'invite', meeting.users(cat));
    const both = expect.arrayContaining([ben.id, cat.id]);
    await vi.waitFor(() => expect(idsTold(ann, JOINED)).toEqual(both));
    await vi.waitFor(() => expect(idsTold(ben, JOINED)).toEqual(both));
    await vi.waitFor(() => expect(idsTold({ ...ben, device: bens }, JOINED)).toEqual(both));
    await meeting.say(ann, 'welcome');
    for (const who of [ben, cat]) await vi.waitFor(() => expect(meeting.textsAt(who)).toEqual(['welcome']));
  });

  test('who leaves is told to those who are there, and to their own devices; a device that was away need not know', async () => {
    await meeting.post(ben, 'apply');
    await meeting.post(cat, 'apply');
    await vi.waitFor(() => expect(idsTold(ann, JOINED)).toHaveLength(2));
    ann.device.disconnect();
    const bens = await meeting.people.device(ben.user, 'tablet', { isSyncing: true });
    await meeting.postQuery(ben, 'leave');
    await vi.waitFor(() => expect(idsTold(cat, LEAVED)).toEqual([ben.id]));
    for (const device of [ben.device, bens]) {
      await vi.waitFor(() => expect(idsTold({ ...ben, device }, LEAVED, 0)).toEqual([ben.id]));
    }
    await ann.device.connect();
    await ann.device.provision();
    await meeting.say(cat, 'still here');
    await vi.waitFor(() => expect(meeting.textsAt(ann)).toEqual(['still here']));
    expect(idsTold(ann, LEAVED)).toEqual([]);
    expect(meeting.textsAt(ben)).toEqual([]);
  });
});
