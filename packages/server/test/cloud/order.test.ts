import { GroupNoticeType } from '@warbler/protocol';
import { type Cloud, startCloud, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { GroupMeeting } from './group-meeting.ts';

const rounds = 120;

describe.each(TRANSPORTS)('what is stored in one commit, over %s', (transport) => {
  let cloud: Cloud;
  let meeting: GroupMeeting;
  beforeAll(async () => {
    cloud = await startCloud();
    meeting = new GroupMeeting(cloud, transport);
  });
  afterEach(() => meeting.leave());
  afterAll(() => cloud.stop());

  test('reaches devices in the order of the log: a change of a group is not lost behind a message', async () => {
    const [ann, ben] = [await meeting.attendant('ann'), await meeting.attendant('ben')];
    await meeting.make(ann, [ben]);
    const names: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      names.push(`name ${round}`);
      const changed = meeting.post(ann, 'display_name', { value: `name ${round}` });
      // Earlier or later in each round: in some of them both are stored in one commit, the message behind the change.
      for (let turn = round % 12; turn > 0; turn -= 1) await new Promise((go) => setImmediate(go));
      await Promise.all([changed, meeting.say(ann, `message of round ${round}`)]);
      // The next news finds a device that has everything, and is pushed to it.
      await vi.waitFor(() => expect(meeting.textsAt(ben)).toContain(`message of round ${round}`), { interval: 1 });
      await ben.device.unread();
    }
    await vi.waitFor(() => {
      const told = meeting.told(ben, GroupNoticeType.INFO_UPDATED).map(({ content }) => content);
      expect(told).toEqual(names.map((name) => ({ property: 'display_name', display_name: name })));
    });
  });
});
