import {
  decodeMessageBody,
  GroupNoticeType,
  MessageStatus,
  MetaNamespace,
  OperationType,
  StatusCode,
} from '@warbler/protocol';
import { type Cloud, startCloud, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Attendant, GroupMeeting } from './group-meeting.ts';

describe.each(TRANSPORTS)('the settings of a group, over %s', (transport) => {
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

  const unreadAt = async ({ device }: Attendant) => (await device.unread()).unread.get(meeting.group);

  test('members hear of a switch as the boolean that REST shows', async () => {
    await meeting.post(ann, 'settings/enable_read_ack', { value: 1 });
    const content = { property: 'read_ack', read_ack: true };
    await vi.waitFor(() =>
      expect(meeting.told(ben, GroupNoticeType.INFO_UPDATED)).toEqual([{ from: ann.id, to: [], content }]),
    );
  });

  describe('read receipts', () => {
    const receiptsAt = ({ device }: Attendant) =>
      device.frames.flatMap((frame) =>
        frame.kind === 'sync'
          ? frame.sync.metas.filter(
              ({ ns, payload }) => ns === MetaNamespace.MESSAGE && decodeMessageBody(payload).operation !== undefined,
            )
          : [],
      );
    const sayAndReach = async (text: string) => {
      const { serverMid } = await meeting.say(ann, text);
      await vi.waitFor(() => expect(meeting.textsAt(ben)).toContain(text));
      return serverMid;
    };
    const read = async (mid: number, type: OperationType = OperationType.READ_ACK) =>
      (await ben.device.sendReceipt(ann.id, type, mid)).status?.code;
    const list = (mid: number) =>
      cloud.rest.call('GET', `/message/receipts?conversation_id=${meeting.group}&msg_id=${mid}`, undefined, ann.token);

    test('are off at first: reading counts for the reader only, and the sender sees that somebody read it', async () => {
      const mid = await sayAndReach('one');
      expect(await read(mid)).toBe(StatusCode.OK);
      expect(await read(mid, OperationType.PLAY_ACK)).toBe(StatusCode.OK);
      expect(await unreadAt(ben)).toBe(0);
      const { metas } = await ann.device.history(meeting.group);
      expect(metas.map(({ payload }) => decodeMessageBody(payload).status)).toEqual([MessageStatus.READ]);
      expect((await list(mid)).code).toBe(10010);
      // What comes later is there, so what came before would be.
      await meeting.say(ben, 'two');
      await vi.waitFor(() => expect(meeting.textsAt(ann)).toEqual(['two']));
      expect(receiptsAt(ann)).toEqual([]);
    });

    test('are told while they are on', async () => {
      await meeting.post(ann, 'settings/enable_read_ack', { value: true });
      const mid = await sayAndReach('one');
      expect(await read(mid)).toBe(StatusCode.OK);
      await vi.waitFor(() => expect(receiptsAt(ann).map(({ from }) => from?.uid)).toEqual([ben.id]));
      expect((await list(mid)).data).toMatchObject({ user_ids: [ben.id] });
      await meeting.post(ann, 'settings/enable_read_ack', { value: false });
      const next = await sayAndReach('two');
      expect(await read(next)).toBe(StatusCode.OK);
      expect(await unreadAt(ben)).toBe(0);
      await meeting.say(ben, 'three');
      await vi.waitFor(() => expect(meeting.textsAt(ann)).toEqual(['three']));
      expect(receiptsAt(ann)).toHaveLength(1);
    });
  });
});
