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

  test('members hear of files that are shared, renamed and taken back', async () => {
    const share = (name: string) =>
      meeting.post<{ file_id: number }>(ben, 'file/upload', { name, size: 1, url: '/file/download/chat?file_sign=1' });
    const [one, two] = [await share('one'), await share('two')];
    const told = (type: GroupNoticeType) => meeting.told(ann, type);
    await vi.waitFor(() =>
      expect(told(GroupNoticeType.FILE_UPLOADED)).toEqual([
        { from: ben.id, to: [], content: one },
        { from: ben.id, to: [], content: two },
      ]),
    );
    await meeting.post(ben, 'file/update_name', { file_id: one.file_id, name: 'first' });
    const renamed = { ...one, name: 'first', updated_at: expect.any(Number) };
    await vi.waitFor(() =>
      expect(told(GroupNoticeType.FILE_UPDATED)).toEqual([{ from: ben.id, to: [], content: renamed }]),
    );
    const file_list = [one.file_id, two.file_id];
    await meeting.post(ann, 'file/delete', { file_list: [...file_list, 9] });
    const content = { group_id: meeting.group, file_list };
    await vi.waitFor(() => expect(told(GroupNoticeType.FILE_DELETED)).toEqual([{ from: ann.id, to: [], content }]));
    await meeting.post(ann, 'file/delete', { file_list });
    await meeting.post(ann, 'info/name', { value: 'owls' });
    await vi.waitFor(() => expect(told(GroupNoticeType.INFO_UPDATED)).toHaveLength(1));
    expect(told(GroupNoticeType.FILE_DELETED)).toHaveLength(1);
  });

  test('what an admin token does for the group is told in the name of its owner', async () => {
    const response = await fetch(`${cloud.url}/group/info/name`, {
      method: 'POST',
      headers: {
        app_id: 'demo',
        'access-token': cloud.adminToken,
        'content-type': 'application/json',
        group_id: String(meeting.group),
      },
      body: JSON.stringify({ group_id: meeting.group, value: 'owls' }),
    });
    expect(await response.json()).toMatchObject({ code: 200 });
    const content = { property: 'name', name: 'owls' };
    await vi.waitFor(() =>
      expect(meeting.told(ben, GroupNoticeType.INFO_UPDATED)).toEqual([{ from: ann.id, to: [], content }]),
    );
  });

  test('who comes in with a QR code is told to the group, and gets what is said from then on', async () => {
    const cat = await meeting.attendant('cat');
    const { qr_info } = await cloud.rest.get<{ qr_info: string }>(
      `/group/qrcode/sign?group_id=${meeting.group}`,
      ben.token,
    );
    await meeting.say(ann, 'before');
    await cloud.rest.get(`/app/qrcode/group_invite?qr_info=${qr_info}`, cat.token);
    await vi.waitFor(() =>
      expect(meeting.told(ann, GroupNoticeType.JOINED)).toEqual([{ from: cat.id, to: [cat.id], content: '' }]),
    );
    await meeting.say(ann, 'after');
    await vi.waitFor(() => expect(meeting.textsAt(cat)).toEqual(['after']));
  });
});
