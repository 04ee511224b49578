import { type DeviceSn, type MessageId, MessageStatus, OperationType, type UserId } from '@warbler/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MetaKind } from '../../src/messages/index.ts';
import { loginOf } from './logins.ts';
import { APP, LAPTOP, metaMaker, PHONE, receipt } from './metas.ts';
import type { OpenedStores } from './open-stores.ts';

const PAGE = { limit: 100, maxBytes: 1_000_000 };

/** What every engine of the message log, receipts, conversations and devices must do. */
export function describeMessageLog(engine: string, open: () => Promise<OpenedStores>): void {
  describe(`message log on ${engine}`, () => {
    let stores: OpenedStores;
    let make: ReturnType<typeof metaMaker>;
    let alice: UserId;
    let bob: UserId;
    let carol: UserId;
    let users = 1000;

    beforeAll(async () => {
      stores = await open();
    });
    beforeEach(() => {
      // Everyone is new in every test, so one open store serves them all.
      [alice, bob, carol] = [users, users + 2, users + 4] as [UserId, UserId, UserId];
      users += 6;
      make = metaMaker({ from: alice, to: bob });
    });
    afterAll(() => stores.close());

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
      expect(retry).toEqual({ mid: first.mid, sentAtMs: first.sentAtMs, isNew: false });
      expect((await pull(bob, alice)).metas).toHaveLength(1);
    });

    test('the same client id with other content, or from another device, is another message', async () => {
      const meta = make({ clientMid: 7, text: 'one' });
      const mids = await Promise.all([
        stores.log.append(meta),
        stores.log.append(make({ clientMid: 7, text: 'two' })),
        stores.log.append(make({ clientMid: 7, text: 'one', fromSn: LAPTOP })),
        stores.log.append(make({ clientMid: 7, text: 'one', to: carol })),
      ]);
      expect(new Set(mids.map(({ mid }) => mid)).size).toBe(4);
      expect(mids.every(({ isNew }) => isNew)).toBe(true);
    });

    test('a device gets what others and other own devices sent, but not its own sends', async () => {
      await stores.log.append(make({ from: alice, fromSn: PHONE, to: bob, text: 'mine' }));
      await stores.log.append(make({ from: alice, fromSn: LAPTOP, to: bob, text: 'my laptop' }));
      await stores.log.append(make({ from: bob, to: alice, text: 'his' }));
      const { metas } = await pull(alice, bob);
      expect(metas.map(({ from, fromSn }) => [from, fromSn])).toEqual([
        [alice, LAPTOP],
        [bob, PHONE],
      ]);
    });

    test('a pull goes on after its key, page by page, until it is empty', async () => {
      for (let count = 0; count < 7; count += 1) await stores.log.append(make());
      const mids: number[] = [];
      for (let after: MessageId | undefined; ; ) {
        const { metas } = await stores.log.pull({
          appId: APP,
          user: bob,
          deviceSn: PHONE,
          peer: alice,
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
      const page = { appId: APP, user: bob, deviceSn: PHONE, peer: alice, limit: 100 };
      expect((await stores.log.pull({ ...page, maxBytes: 10 })).metas).toHaveLength(1);
      expect((await stores.log.pull({ ...page, maxBytes: 2300 })).metas).toHaveLength(2);
    });

    test('unread counts what others sent and nothing else', async () => {
      await stores.log.append(make({ from: alice, to: bob }));
      await stores.log.append(make({ from: alice, to: bob, kind: MetaKind.uncounted }));
      await stores.log.append(make({ from: bob, to: alice }));
      await stores.log.append(make({ from: alice, to: bob }));
      expect(await unreadOf(bob, alice)).toBe(2);
      expect(await unreadOf(alice, bob)).toBe(1);
      expect(await unreadOf(carol, alice)).toBeUndefined();
    });

    test('a message to oneself is stored once and never unread', async () => {
      await stores.log.append(make({ from: alice, to: alice }));
      expect(await unreadOf(alice, alice)).toBe(0);
      expect((await pull(alice, alice, undefined, LAPTOP)).metas).toHaveLength(1);
      expect((await pull(alice, alice)).metas).toHaveLength(0);
    });

    test('conversations are listed least recently active first, at most the newest ones', async () => {
      for (const from of [carol, bob, carol]) await stores.log.append(make({ from, to: alice }));
      const list = await stores.conversations.unread({ user: alice, limit: 500 });
      expect(list.map(({ conversation }) => conversation)).toEqual([bob, carol]);
      const newest = await stores.conversations.unread({ user: alice, limit: 1 });
      expect(newest.map(({ conversation }) => conversation)).toEqual([carol]);
    });

    test('READ_ALL empties the unread count up to its message, and says whether that was news', async () => {
      const mids: MessageId[] = [];
      for (let count = 0; count < 4; count += 1) mids.push((await stores.log.append(make())).mid);
      const own = (await stores.log.append(make({ from: bob, to: alice }))).mid;
      const readAll = (upTo: MessageId) => stores.receipts.readAll({ meta: make({ from: bob, to: alice }), upTo });
      expect((await readAll(mids[1] as MessageId)).isNew).toBe(true);
      expect(await unreadOf(bob, alice)).toBe(2);
      expect((await readAll(mids[0] as MessageId)).isNew).toBe(false);
      expect(await unreadOf(bob, alice)).toBe(2);
      await readAll(own);
      expect(await unreadOf(bob, alice)).toBe(0);
    });

    test('READ_ACK takes single messages out of the count, in any order, once each', async () => {
      const mids: MessageId[] = [];
      for (let count = 0; count < 5; count += 1) mids.push((await stores.log.append(make())).mid);
      await stores.log.append(make({ from: bob, to: alice }));
      const read = (index: number) => {
        const target = mids[index] as MessageId;
        const meta = receipt(make({ from: bob, to: alice }), OperationType.READ_ACK, target);
        return stores.receipts.apply({ meta, target, kind: 'read', keptMembersMax: 100 });
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
        expect(await unreadOf(bob, alice)).toBe(left);
      }
      await stores.log.append(make());
      expect(await unreadOf(bob, alice)).toBe(1);
    });

    test('a receipt is stored for its readers once, and shows in the history of both', async () => {
      const { mid } = await stores.log.append(make());
      const acknowledge = (kind: 'delivered' | 'read') => {
        const type = kind === 'read' ? OperationType.READ_ACK : OperationType.DELIVER_ACK;
        const meta = receipt(make({ from: bob, to: alice }), type, mid);
        return stores.receipts.apply({ meta, target: mid, kind, keptMembersMax: 100 });
      };
      expect((await acknowledge('delivered')).isNew).toBe(true);
      expect((await acknowledge('delivered')).isNew).toBe(false);
      expect((await history(alice, bob)).metas[0]?.status).toBe(MessageStatus.DELIVERED);
      expect((await history(bob, alice)).metas[0]?.status).toBe(MessageStatus.UNREAD);
      expect((await acknowledge('read')).isNew).toBe(true);
      expect((await acknowledge('delivered')).isNew).toBe(false);
      expect((await history(alice, bob)).metas[0]?.status).toBe(MessageStatus.READ);
      expect((await history(bob, alice)).metas[0]?.status).toBe(MessageStatus.READ);
      expect((await pull(alice, bob)).metas).toHaveLength(2);
      expect((await pull(bob, alice, mid, LAPTOP)).metas).toHaveLength(1);
    });

    test('a receipt for what nobody sent is refused and changes nothing', async () => {
      const { mid } = await stores.log.append(make());
      const meta = receipt(make({ from: alice, to: bob }), OperationType.READ_ACK, mid);
      await expect(
        stores.receipts.apply({ meta, target: mid, kind: 'read', keptMembersMax: 100 }),
      ).rejects.toMatchObject({
        code: 'invalidParameter',
      });
      expect((await history(alice, bob)).metas[0]?.status).toBe(MessageStatus.UNREAD);
      expect((await pull(bob, alice)).metas).toHaveLength(1);
    });

    test('history goes back newest first, without operations, and tells when nothing older is left', async () => {
      const mids: MessageId[] = [];
      for (let count = 0; count < 5; count += 1) {
        const { mid } = await stores.log.append(make());
        mids.unshift(mid);
        const meta = receipt(make({ from: bob, to: alice }), OperationType.DELIVER_ACK, mid);
        await stores.receipts.apply({ meta, target: mid, kind: 'delivered', keptMembersMax: 100 });
      }
      const first = await history(bob, alice, 0, 3);
      expect(first.metas.map(({ mid }) => mid)).toEqual(mids.slice(0, 3));
      expect(first.nextMid).toBe(mids[2]);
      const second = await history(bob, alice, first.nextMid, 3);
      expect(second.metas.map(({ mid }) => mid)).toEqual(mids.slice(3));
      expect(second.nextMid).toBe(0);
      expect(await history(carol, alice)).toEqual({ metas: [], nextMid: 0 });
    });

    test('a device keeps its serial number, and another one gets the next', async () => {
      const provision = (user: UserId, deviceGuid: string) => stores.devices.provision(loginOf(user, deviceGuid));
      expect(await provision(alice, 'one')).toMatchObject({ deviceSn: 1, isNew: true });
      expect(await provision(alice, 'two')).toMatchObject({ deviceSn: 2, isNew: true });
      expect(await provision(alice, 'one')).toMatchObject({ deviceSn: 1, isNew: false });
      expect(await provision(bob, 'one')).toMatchObject({ deviceSn: 1, isNew: true });
    });

    test('a new device starts at the read position, a bounded number back; later conversations come whole', async () => {
      const mids: MessageId[] = [];
      for (let count = 0; count < 6; count += 1) mids.push((await stores.log.append(make())).mid);
      await stores.receipts.readAll({
        meta: { ...make({ from: bob, to: alice }), audience: bob },
        upTo: mids[0] as MessageId,
      });
      const wide = await stores.devices.provision(loginOf(bob, 'wide', { backlog: 100 }));
      const narrow = await stores.devices.provision(loginOf(bob, 'narrow', { backlog: 3 }));
      await stores.log.append(make({ from: carol, to: bob }));
      const texts = async (deviceSn: DeviceSn, peer: UserId) =>
        (await pull(bob, peer, undefined, deviceSn)).metas.filter(({ from }) => from === peer).length;
      expect(await texts(wide.deviceSn, alice)).toBe(5);
      expect(await texts(narrow.deviceSn, alice)).toBe(3);
      expect(await texts(narrow.deviceSn, carol)).toBe(1);
    });

    test('a forgotten device makes room, never the new one nor one that is online, and no number is given twice', async () => {
      const provision = (deviceGuid: string, nowMs: number, online: readonly number[] = []) =>
        stores.devices.provision(
          loginOf(alice, deviceGuid, { nowMs, devicesMax: 2, online: online as readonly DeviceSn[] }),
        );
      await provision('one', 1000);
      await provision('two', 2000);
      // The clock went back: the new device would be the one unseen the longest.
      expect(await provision('three', 10, [1])).toMatchObject({ deviceSn: 3, isNew: true });
      expect(await provision('four', 3000, [1, 3])).toMatchObject({ deviceSn: 4, isNew: true });
      expect(await provision('one', 4000)).toMatchObject({ deviceSn: 1, isNew: false });
      expect(await provision('three', 4000)).toMatchObject({ deviceSn: 3, isNew: false });
      expect((await provision('five', 5000)).deviceSn).toBe(5);
      expect(await provision('two', 6000)).toMatchObject({ deviceSn: 6, isNew: true });
    });

    test('receipts do not move a conversation in the list', async () => {
      const old = (await stores.log.append(make({ from: carol, to: alice }))).mid;
      await stores.log.append(make({ from: bob, to: alice }));
      const meta = receipt(make({ from: alice, to: carol }), OperationType.DELIVER_ACK, old);
      await stores.receipts.apply({ meta, target: old, kind: 'delivered', keptMembersMax: 100 });
      const list = await stores.conversations.unread({ user: alice, limit: 500 });
      expect(list.map(({ conversation }) => conversation)).toEqual([carol, bob]);
    });

    test('a receipt that changes nothing is answered the same every time', async () => {
      const { mid } = await stores.log.append(make());
      const read = () => {
        const meta = receipt(make({ from: bob, to: alice, clientMid: 5 }), OperationType.READ_ACK, mid);
        return stores.receipts.apply({
          meta: { ...meta, fromSn: LAPTOP },
          target: mid,
          kind: 'read',
          keptMembersMax: 100,
        });
      };
      const first = receipt(make({ from: bob, to: alice }), OperationType.READ_ACK, mid);
      await stores.receipts.apply({ meta: first, target: mid, kind: 'read', keptMembersMax: 100 });
      expect((await read()).mid).toBe((await read()).mid);
    });

    test('after an empty pull nothing before the end of the log is looked at again', async () => {
      await stores.log.append(make({ from: alice, to: bob }));
      const own = (await stores.log.append(make({ from: alice, to: bob }))).mid;
      expect(await pull(alice, bob)).toEqual({ after: own, metas: [], isEnd: true });
    });

    test('a cursor that was saved is where the next pull begins; it never goes back, nor past the end', async () => {
      await stores.devices.provision(loginOf(bob, 'phone'));
      const first = (await stores.log.append(make())).mid;
      const second = (await stores.log.append(make())).mid;
      const save = (mid: number) =>
        stores.conversations.saveCursors([
          { appId: APP, user: bob, deviceSn: PHONE, peer: alice, mid: mid as MessageId },
        ]);
      await save(first);
      expect((await pull(bob, alice)).metas.map(({ mid }) => mid)).toEqual([second]);
      await save(0);
      expect((await pull(bob, alice)).metas).toHaveLength(1);
      await save(Number.MAX_SAFE_INTEGER);
      const third = (await stores.log.append(make())).mid;
      expect((await pull(bob, alice)).metas.map(({ mid }) => mid)).toEqual([third]);
    });

    test('a device is behind where its stream goes on, not where only its own sends are', async () => {
      await stores.devices.provision(loginOf(alice, 'phone'));
      const behind = async () => {
        const found = await stores.conversations.behind({ appId: APP, user: alice, deviceSn: PHONE, limit: 10 });
        return found.map(({ conversation }) => conversation);
      };
      await stores.log.append(make({ from: alice, fromSn: PHONE, to: bob }));
      await stores.log.append(make({ from: alice, fromSn: LAPTOP, to: carol }));
      expect(await behind()).toEqual([carol]);
      const { mid } = await stores.log.append(make({ from: alice, fromSn: PHONE, to: bob }));
      const meta = receipt(make({ from: bob, to: alice }), OperationType.READ_ACK, mid);
      await stores.receipts.apply({ meta, target: mid, kind: 'read', keptMembersMax: 100 });
      expect(await behind()).toEqual([bob, carol]);
      const { metas } = await pull(alice, bob);
      const end = metas.at(-1)?.mid as MessageId;
      await stores.conversations.saveCursors([{ appId: APP, user: alice, deviceSn: PHONE, peer: bob, mid: end }]);
      expect(await behind()).toEqual([carol]);
    });

    test('a login learns what is unread, and whether there may be more to fetch than that', async () => {
      await stores.devices.provision(loginOf(bob, 'phone'));
      const waiting = async (limit = 10) => {
        const { unread, mayBeBehind } = await stores.conversations.waiting({ user: bob, deviceSn: PHONE, limit });
        return [unread.map(({ conversation, unreadCount }) => [conversation, unreadCount]), mayBeBehind];
      };
      expect(await waiting()).toEqual([[], false]);
      const fromAlice = await stores.log.append(make({ from: alice, to: bob }));
      expect(await waiting()).toEqual([[[alice, 1]], false]);
      const own = await stores.log.append(make({ from: bob, fromSn: LAPTOP, to: carol }));
      expect(await waiting()).toEqual([
        [
          [alice, 1],
          [carol, 0],
        ],
        true,
      ]);
      expect(await waiting(1)).toEqual([[[carol, 0]], true]);
      const save = (peer: UserId, mid: MessageId) =>
        stores.conversations.saveCursors([{ appId: APP, user: bob, deviceSn: PHONE, peer, mid }]);
      await save(carol, own.mid);
      expect((await waiting())[1]).toBe(false);
      // A conversation past the page may have unread messages that the list says nothing of.
      expect((await waiting(1))[1]).toBe(true);
      await save(alice, fromAlice.mid);
      expect((await waiting(1))[1]).toBe(false);
    });

    test('the cursor state tells whether anything older is missing', async () => {
      const first = (await stores.log.append(make())).mid;
      const second = (await stores.log.append(make())).mid;
      const state = (before: MessageId, after?: MessageId) =>
        stores.log.cursorState({
          appId: APP,
          user: bob,
          deviceSn: PHONE,
          peer: alice,
          before,
          ...(after === undefined ? {} : { after }),
        });
      expect(await state(second)).toEqual({ cursor: 0, isBehind: true });
      expect(await state(first)).toEqual({ cursor: 0, isBehind: false });
      expect(await state(second, first)).toEqual({ cursor: first, isBehind: false });
    });
  });
}
