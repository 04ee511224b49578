import { GroupNoticeType } from '@warbler/protocol';
import { type Cloud, startCloud, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Attendant, GroupMeeting } from './group-meeting.ts';

describe.each(TRANSPORTS)('what a group keeps, over %s', (transport) => {
  let cloud: Cloud;
  let meeting: GroupMeeting;
  let ann: Attendant;
  let ben: Attendant;
  beforeAll(async () => {
    cloud = await startCloud();
    meeting = new GroupMeeting(cloud, transport);
  });
  beforeEach(async () => {
    [ann, ben] = [await meeting.attendant('ann'), await meeting.attendant('ben')];
    await meeting.make(ann, [ben]);
  });
  afterEach(() => meeting.leave());
  afterAll(() => cloud.stop());

  test('members hear of an announcement, and of its end, with all that REST says of it', async () => {
    const announcement = await meeting.post<{ id: number }>(ann, 'announcement/edit', { title: 't', content: '"c"' });
    const told = () => meeting.told(ben, GroupNoticeType.ANNOUNCEMENT_UPDATED);
    await vi.waitFor(() => expect(told()).toEqual([{ from: ann.id, to: [], content: announcement }]));
    await meeting.postQuery(ann, 'announcement/delete', { announcement_id: announcement.id });
    const end = { id: announcement.id, group_id: meeting.group, is_deleted: true };
    await vi.waitFor(() => expect(told()[1]).toEqual({ from: ann.id, to: [], content: end }));
  });
});
