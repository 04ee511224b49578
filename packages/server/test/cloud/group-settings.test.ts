import {
  decodeMessageBody,
  GroupNoticeType,
  MessageStatus,
  MetaNamespace,
  OperationType,
  Qos,
  StatusCode,
} from '@warbler/protocol';
import { type Cloud, startCloud, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Attendant, GroupMeeting } from './group-meeting.ts';
import { operate } from './operate.ts';

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

  test('members hear for how many minutes somebody may not speak, and until when nobody but admins', async () => {
    await meeting.post(ann, 'ban', { ...meeting.users(ben), duration: 5 });
    await meeting.post(ann, 'ban', { ...meeting.users(ben), duration: -1 });
    await meeting.post(ann, 'unban', meeting.users(ben));
    const { ban_expire_time } = await meeting.post<{ ban_expire_time: number }>(ann, 'settings/ban_all', {
      duration: 3,
    });
    await meeting.post(ann, 'settings/unban_all');
    const news = { from: ann.id, to: [ben.id] };
    await vi.waitFor(() =>
      expect([
        ...meeting.told(ben, GroupNoticeType.BANNED),
        ...meeting.told(ben, GroupNoticeType.UNBANNED),
        ...meeting.told(ben, GroupNoticeType.INFO_UPDATED).map(({ content }) => content),
      ]).toEqual([
        { ...news, content: 5 },
        { ...news, content: -1 },
        { ...news, content: '' },
        { property: 'ban_expire_time', ban_expire_time },
        { property: 'ban_expire_time', ban_expire_time: 0 },
      ]),
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

  describe('mentioning everyone', () => {
    const config = '{"mentionAll":true,"mentionList":[]}';
    const REASON = 'only owner and admins may mention everyone in this group';
    const info = () => cloud.rest.get<object>(`/group/info?group_id=${meeting.group}`, ben.token);

    test('is for everyone, until the group leaves it to its admins', async () => {
      expect(await info()).toMatchObject({ mention_all_admins_only: false });
      expect((await meeting.say(ben, 'all!', { config })).status?.code).toBe(StatusCode.OK);
      await meeting.post(ann, 'settings/mention_all', { value: 1 });
      expect(await info()).toMatchObject({ mention_all_admins_only: true });
      const refused = await meeting.say(ben, 'all!!', { config });
      expect(refused).toMatchObject({ status: { code: StatusCode.UNAUTHORIZED, reason: REASON }, serverMid: 0 });
      expect((await meeting.say(ben, 'some', { config: '{"mentionAll":false}' })).status?.code).toBe(StatusCode.OK);
      expect((await meeting.say(ann, 'all of you', { config })).status?.code).toBe(StatusCode.OK);
      await meeting.post(ann, 'admin/add', meeting.users(ben));
      expect((await meeting.say(ben, 'as an admin', { config })).status?.code).toBe(StatusCode.OK);
      await vi.waitFor(() => expect(meeting.textsAt(ann)).toEqual(['all!', 'some', 'as an admin']));
    });

    test('can not be added by an edit, or said in passing', async () => {
      await meeting.post(ann, 'settings/mention_all', { value: true });
      const { serverMid } = await meeting.say(ben, 'hello');
      for (const type of [OperationType.APPEND, OperationType.REPLACE]) {
        const edit = await operate(ben.device, meeting.group, type, serverMid, { content: 'x', config });
        expect(edit).toMatchObject({ status: { code: StatusCode.UNAUTHORIZED, reason: REASON } });
      }
      const passing = await meeting.say(ben, '', { config, qos: Qos.AT_MOST_ONCE });
      expect(passing.status?.code).toBe(StatusCode.UNAUTHORIZED);
      await vi.waitFor(() => expect(meeting.textsAt(ann)).toEqual(['hello']));
    });

    test('what was said before stays said: its repeat is answered as it was', async () => {
      const clientMid = ben.device.nextClientMid();
      const first = await meeting.say(ben, 'all!', { config, clientMid });
      await meeting.post(ann, 'settings/mention_all', { value: true });
      expect((await meeting.say(ben, 'all!', { config, clientMid })).serverMid).toBe(first.serverMid);
    });

    test('is set by admins only', async () => {
      const answer = await cloud.rest.call(
        'PUT',
        '/group/settings/mention_all',
        { group_id: meeting.group, value: true },
        ben.token,
      );
      expect(answer.code).toBe(20012);
    });
  });
});
