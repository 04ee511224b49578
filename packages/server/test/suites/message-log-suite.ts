import { type DeviceSn, type MessageId, MessageStatus, OperationType, type UserId } from '@warbler/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MetaKind } from '../../src/messages/index.ts';
import { ALICE, APP, BOB, CAROL, LAPTOP, metaMaker, PHONE, receipt } from './metas.ts';
import type { Stores } from './open-stores.ts';

const PAGE = { limit: 100, maxBytes: 1_000_000 };

/** What every engine of the message log, receipts, conversations and devices must do. */
export function describeMessageLog(engine: string, open: () => Promise<Stores>): void {
  describe(`message log on ${engine}`, () => {
    let stores: Stores;
    let make: ReturnType<typeof metaMaker>;

    beforeEach(async () => {
      stores = await open();
      make = metaMaker();
    });
    afterEach(() => stores.close());

    const pull = (user: UserId, peer: UserId, after?: MessageId, deviceSn: DeviceSn = PHONE) =>
      stores.log.pull({ appId: APP, user, deviceSn, peer, ...(after === undefined ? {} : { after }), ...PAGE });
    const history = (user: UserId, peer: UserId, before = 0, limit = 20) =>
      stores.log.history({ appId: APP, user, peer, before: before as MessageId, limit, maxBytes: 1_000_000 });
    const unreadOf = async (user: UserId, peer: UserId) =>
      (await stores.conversations.unread({ user, limit: 500 })).find(
        ({ conversation }) => (conversation as number) === peer,
      )?.unreadCount;

    test('mids grow with every meta, also when the clock stands still or goes back', async () => {
      const mids: number[] = [];
      for (const nowMs of [1_800_000_000_000, 1_800_000_000_000, 1_700_000_000_000, 1_800_000_000_001]) {
        mids.push((await stores.log.append(make({ nowMs }))).mid);
      }
      expect(mids).toEqual([...mids].sort((one, other) => one - other));
      expect(new Set(mids).size).toBe(mids.length);
      expect(Math.max(...mids)).toBeLessThan(2 ** 53);
    });

    test('appends that wait together keep the order of the calls', async () => {
      const appended = await Promise.all(Array.from({ length: 300 }, () => stores.log.append(make())));
      const mids = appended.map(({ mid }) => mid);
      expect(mids).toEqual([...mids].sort((one, other) => one - other));
    });

    test('a retry gets the first answer and is not stored twice', async () => {
      const meta = make();
      const first = await stores.log.append(meta);
      const retry = await stores.log.append({ ...meta, nowMs: meta.nowMs + 5000 });
      expect(retry).toEqual({ ...first, isNew: false });
      expect((await pull(BOB, ALICE)).metas).toHaveLength(1);
    });

    test('the same client id with other content, or from another device, is another message', async () => {
      const meta = make({ clientMid: 7, text: 'one' });
      const mids = await Promise.all([
        stores.log.append(meta),
        stores.log.append(make({ clientMid: 7, text: 'two' })),
        stores.log.append(make({ clientMid: 7, text: 'one', fromSn: LAPTOP })),
        stores.log.append(make({ clientMid: 7, text: 'one', to: CAROL })),
      ]);
      expect(new Set(mids.map(({ mid }) => mid)).size).toBe(4);
      expect(mids.every(({ isNew }) => isNew)).toBe(true);
    });

    test('a device gets what others and other own devices sent, but not its own sends', async () => {
      await stores.log.append(make({ from: ALICE, fromSn: PHONE, to: BOB, text: 'mine' }));
      await stores.log.append(make({ from: ALICE, fromSn: LAPTOP, to: BOB, text: 'my laptop' }));
      await stores.log.append(make({ from: BOB, to: ALICE, text: 'his' }));
      const { metas } = await pull(ALICE, BOB);
      expect(metas.map(({ from, fromSn }) => [from, fromSn])).toEqual([
        [ALICE, LAPTOP],
        [BOB, PHONE],
      ]);
    });

    test('a pull goes on after its key, page by page, until it is empty', async () => {
      for (let count = 0; count < 7; count += 1) await stores.log.append(make());
      const mids: number[] = [];
      for (let after: MessageId | undefined; ; ) {
        const { metas } = await stores.log.pull({
          appId: APP,
          user: BOB,
          deviceSn: PHONE,
          peer: ALICE,
          ...(after === undefined ? {} : { after }),
          limit: 3,
          maxBytes: 1_000_000,
        });
        if (metas.length === 0) break;
        expect(metas.length).toBeLessThanOrEqual(3);
        mids.push(...metas.map(({ mid }) => mid));
        after = metas.at(-1)?.mid;
      }
      expect(mids).toHaveLength(7);
      expect(new Set(mids).size).toBe(7);
    });

    test('a page ends before its bytes run out, but has one meta at least', async () => {
      for (let count = 0; count < 3; count += 1) await stores.log.append(make({ text: 'x'.repeat(1000) }));
      const page = { appId: APP, user: BOB, deviceSn: PHONE, peer: ALICE, limit: 100 };
      expect((await stores.log.pull({ ...page, maxBytes: 10 })).metas).toHaveLength(1);
      expect((await stores.log.pull({ ...page, maxBytes: 2300 })).metas).toHaveLength(2);
    });

    test('unread counts what others sent and nothing else', async () => {
      await stores.log.append(make({ from: ALICE, to: BOB }));
      await stores.log.append(make({ from: ALICE, to: BOB, kind: MetaKind.uncounted }));
      await stores.log.append(make({ from: BOB, to: ALICE }));
      await stores.log.append(make({ from: ALICE, to: BOB }));
      expect(await unreadOf(BOB, ALICE)).toBe(2);
      expect(await unreadOf(ALICE, BOB)).toBe(1);
      expect(await unreadOf(CAROL, ALICE)).toBeUndefined();
    });

    test('a message to oneself is stored once and never unread', async () => {
      await stores.log.append(make({ from: ALICE, to: ALICE }));
      expect(await unreadOf(ALICE, ALICE)).toBe(0);
      expect((await pull(ALICE, ALICE, undefined, LAPTOP)).metas).toHaveLength(1);
      expect((await pull(ALICE, ALICE)).metas).toHaveLength(0);
    });

    test('conversations are listed least recently active first, at most the newest ones', async () => {
      for (const from of [CAROL, BOB, CAROL]) await stores.log.append(make({ from, to: ALICE }));
      const list = await stores.conversations.unread({ user: ALICE, limit: 500 });
      expect(list.map(({ conversation }) => conversation)).toEqual([BOB, CAROL]);
      const newest = await stores.conversations.unread({ user: ALICE, limit: 1 });
      expect(newest.map(({ conversation }) => conversation)).toEqual([CAROL]);
    });

    test('READ_ALL empties the unread count up to its message, and says whether that was news', async () => {
      const mids: MessageId[] = [];
      for (let count = 0; count < 4; count += 1) mids.push((await stores.log.append(make())).mid);
      const own = (await stores.log.append(make({ from: BOB, to: ALICE }))).mid;
      const readAll = (upTo: MessageId) => stores.receipts.readAll({ meta: make({ from: BOB, to: ALICE }), upTo });
      expect((await readAll(mids[1] as MessageId)).isNew).toBe(true);
      expect(await unreadOf(BOB, ALICE)).toBe(2);
      expect((await readAll(mids[0] as MessageId)).isNew).toBe(false);
      expect(await unreadOf(BOB, ALICE)).toBe(2);
      await readAll(own);
      expect(await unreadOf(BOB, ALICE)).toBe(0);
    });

    test('READ_ACK takes single messages out of the count, in any order, once each', async () => {
      const mids: MessageId[] = [];
      for (let count = 0; count < 5; count += 1) mids.push((await stores.log.append(make())).mid);
      await stores.log.append(make({ from: BOB, to: ALICE }));
      const read = (index: number) => {
        const target = mids[index] as MessageId;
        const meta = receipt(make({ from: BOB, to: ALICE }), OperationType.READ_ACK, target);
        return stores.receipts.apply({ meta, target, status: MessageStatus.READ });
      };
      for (const [index, left] of [
        [3, 4],
        [0, 3],
        [3, 3],
        [1, 2],
        [2, 1],
        [4, 0],
        [4, 0],
      ] as const) {
        await read(index);
        expect(await unreadOf(BOB, ALICE)).toBe(left);
      }
      await stores.log.append(make());
      expect(await unreadOf(BOB, ALICE)).toBe(1);
    });

    test('a receipt is stored for its readers once, and shows in the history of both', async () => {
      const { mid } = await stores.log.append(make());
      const acknowledge = (type: OperationType, status: typeof MessageStatus.DELIVERED | typeof MessageStatus.READ) =>
        stores.receipts.apply({ meta: receipt(make({ from: BOB, to: ALICE }), type, mid), target: mid, status });
      expect((await acknowledge(OperationType.DELIVER_ACK, MessageStatus.DELIVERED)).isNew).toBe(true);
      expect((await acknowledge(OperationType.DELIVER_ACK, MessageStatus.DELIVERED)).isNew).toBe(false);
      expect((await history(ALICE, BOB)).metas[0]?.status).toBe(MessageStatus.DELIVERED);
      expect((await history(BOB, ALICE)).metas[0]?.status).toBe(MessageStatus.UNREAD);
      expect((await acknowledge(OperationType.READ_ACK, MessageStatus.READ)).isNew).toBe(true);
      expect((await acknowledge(OperationType.DELIVER_ACK, MessageStatus.DELIVERED)).isNew).toBe(false);
      expect((await history(ALICE, BOB)).metas[0]?.status).toBe(MessageStatus.READ);
      expect((await history(BOB, ALICE)).metas[0]?.status).toBe(MessageStatus.READ);
      expect((await pull(ALICE, BOB)).metas).toHaveLength(2);
      expect((await pull(BOB, ALICE, mid, LAPTOP)).metas).toHaveLength(1);
    });

    test('a receipt for what nobody sent is refused and changes nothing', async () => {
      const { mid } = await stores.log.append(make());
      const meta = receipt(make({ from: ALICE, to: BOB }), OperationType.READ_ACK, mid);
      await expect(stores.receipts.apply({ meta, target: mid, status: MessageStatus.READ })).rejects.toMatchObject({
        code: 'invalidParameter',
      });
      expect((await history(ALICE, BOB)).metas[0]?.status).toBe(MessageStatus.UNREAD);
      expect((await pull(BOB, ALICE)).metas).toHaveLength(1);
    });

    test('history goes back newest first, without operations, and tells when nothing older is left', async () => {
      const mids: MessageId[] = [];
      for (let count = 0; count < 5; count += 1) {
        const { mid } = await stores.log.append(make());
        mids.unshift(mid);
        const meta = receipt(make({ from: BOB, to: ALICE }), OperationType.DELIVER_ACK, mid);
        await stores.receipts.apply({ meta, target: mid, status: MessageStatus.DELIVERED });
      }
      const first = await history(BOB, ALICE, 0, 3);
      expect(first.metas.map(({ mid }) => mid)).toEqual(mids.slice(0, 3));
      expect(first.nextMid).toBe(mids[2]);
      const second = await history(BOB, ALICE, first.nextMid, 3);
      expect(second.metas.map(({ mid }) => mid)).toEqual(mids.slice(3));
      expect(second.nextMid).toBe(0);
      expect(await history(CAROL, ALICE)).toEqual({ metas: [], nextMid: 0 });
    });

    test('a device keeps its serial number, and another one gets the next', async () => {
      const provision = (user: UserId, deviceGuid: string) =>
        stores.devices.provision({
          appId: APP,
          user,
          deviceGuid,
          platform: 6,
          deviceInfo: '',
          sdkVersion: '',
          nowMs: Date.now(),
          backlog: 100,
          devicesMax: 100,
        });
      expect(await provision(ALICE, 'one')).toEqual({ deviceSn: 1, isNew: true });
      expect(await provision(ALICE, 'two')).toEqual({ deviceSn: 2, isNew: true });
      expect(await provision(ALICE, 'one')).toEqual({ deviceSn: 1, isNew: false });
      expect(await provision(BOB, 'one')).toEqual({ deviceSn: 1, isNew: true });
    });

    test('a new device starts at the read position, a bounded number back; later conversations come whole', async () => {
      const mids: MessageId[] = [];
      for (let count = 0; count < 6; count += 1) mids.push((await stores.log.append(make())).mid);
      await stores.receipts.readAll({
        meta: { ...make({ from: BOB, to: ALICE }), audience: BOB },
        upTo: mids[0] as MessageId,
      });
      const device = {
        appId: APP,
        user: BOB,
        platform: 6 as const,
        deviceInfo: '',
        sdkVersion: '',
        nowMs: 1,
        devicesMax: 9,
      };
      const wide = await stores.devices.provision({ ...device, deviceGuid: 'wide', backlog: 100 });
      const narrow = await stores.devices.provision({ ...device, deviceGuid: 'narrow', backlog: 3 });
      await stores.log.append(make({ from: CAROL, to: BOB }));
      const texts = async (deviceSn: DeviceSn, peer: UserId) =>
        (await pull(BOB, peer, undefined, deviceSn)).metas.filter(({ from }) => from === peer).length;
      expect(await texts(wide.deviceSn, ALICE)).toBe(5);
      expect(await texts(narrow.deviceSn, ALICE)).toBe(2);
      expect(await texts(narrow.deviceSn, CAROL)).toBe(1);
    });

    test('a cursor that was saved is where the next pull begins; it never goes back, nor past the end', async () => {
      const first = (await stores.log.append(make())).mid;
      const second = (await stores.log.append(make())).mid;
      const save = (mid: number) =>
        stores.conversations.saveCursors([
          { appId: APP, user: BOB, deviceSn: PHONE, peer: ALICE, mid: mid as MessageId },
        ]);
      await save(first);
      expect((await pull(BOB, ALICE)).metas.map(({ mid }) => mid)).toEqual([second]);
      await save(0);
      expect((await pull(BOB, ALICE)).metas).toHaveLength(1);
      await save(Number.MAX_SAFE_INTEGER);
      const third = (await stores.log.append(make())).mid;
      expect((await pull(BOB, ALICE)).metas.map(({ mid }) => mid)).toEqual([third]);
    });

    test('the cursor state tells whether anything older is missing', async () => {
      const first = (await stores.log.append(make())).mid;
      const second = (await stores.log.append(make())).mid;
      const state = (before: MessageId, after?: MessageId) =>
        stores.log.cursorState({
          appId: APP,
          user: BOB,
          deviceSn: PHONE,
          peer: ALICE,
          before,
          ...(after === undefined ? {} : { after }),
        });
      expect(await state(second)).toEqual({ cursor: 0, isBehind: true });
      expect(await state(first)).toEqual({ cursor: 0, isBehind: false });
      expect(await state(second, first)).toEqual({ cursor: first, isBehind: false });
    });
  });
}
