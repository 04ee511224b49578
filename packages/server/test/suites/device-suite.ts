import type { DeviceSn, UserId } from '@warbler/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/storage/index.ts';
import { loginOf } from './logins.ts';
import { APP, metaMaker } from './metas.ts';
import type { OpenedStores } from './open-stores.ts';

const NOW_MS = 1_800_000_000_000;
const QUIET_MS = 600_000;

/** What every engine of the devices must do. */
export function describeDevices(engine: string, open: () => Promise<OpenedStores>): void {
  describe(`devices on ${engine}`, () => {
    let stores: OpenedStores;
    let alice: UserId;
    let users = 1000;

    beforeAll(async () => {
      stores = await open();
    });
    beforeEach(() => {
      alice = users as UserId;
      users += 2;
    });
    afterAll(() => stores.close());

    const logIn = (guid: string, options: Parameters<typeof loginOf>[2] = {}) =>
      stores.devices.provision(loginOf(alice, guid, { nowMs: NOW_MS, quietMs: QUIET_MS, ...options }));
    const leave = ({ deviceSn, login }: { deviceSn: DeviceSn; login: number }, leftAtMs: number) =>
      stores.devices.saveDepartures([{ appId: APP, user: alice, deviceSn, leftAtMs, login }]);
    const target = { appId: APP, sessions: [], nowMs: NOW_MS, revokedMax: 3 } as const;
    const kick = (deviceSn: number, options: Partial<Parameters<typeof stores.devices.signOut>[0]> = {}) =>
      stores.devices.signOut({
        ...target,
        user: alice,
        target: { kind: 'device', deviceSn: deviceSn as DeviceSn },
        ...options,
      });
    const order = { devices: 'device_sn', revoked_tokens: 'expires_at' } as const;
    const rows = (table: 'devices' | 'revoked_tokens') =>
      openDatabase(stores.thread)
        .query.selectFrom(table)
        .selectAll()
        .where('user_id', '=', alice)
        .orderBy(order[table])
        .execute();

    const cursors = () =>
      stores.thread.call('sql.run', { sql: 'select * from device_cursors where user_id = ?', parameters: [alice] });

    test('a device that comes back soon with the same token reconnects; any other login is one', async () => {
      let last = await logIn('a');
      expect(last).toMatchObject({ isNew: true, isReconnect: false, login: 1 });
      const isReconnect = async (options: Parameters<typeof logIn>[1]) => {
        last = await logIn('a', options);
        return last.isReconnect;
      };
      // The server was killed while it was online: it never left.
      expect(await isReconnect({ nowMs: NOW_MS + 10 * QUIET_MS })).toBe(true);
      await leave(last, NOW_MS + 20 * QUIET_MS);
      expect(await isReconnect({ nowMs: NOW_MS + 21 * QUIET_MS - 1 })).toBe(true);
      await leave(last, NOW_MS + 30 * QUIET_MS);
      expect(await isReconnect({ nowMs: NOW_MS + 31 * QUIET_MS })).toBe(false);
      expect(await isReconnect({ nowMs: NOW_MS + 31 * QUIET_MS, tokenId: 'another' })).toBe(false);
    });

    test('a departure from before the last login is not kept', async () => {
      const first = await logIn('a');
      const second = await logIn('a');
      await leave(first, NOW_MS + 1);
      expect(await rows('devices')).toMatchObject([{ left_at: null, online_node: 0 }]);
      // Whatever the clock says: one that was set back must not keep the device online.
      await leave(second, NOW_MS - 1);
      expect(await rows('devices')).toMatchObject([{ left_at: NOW_MS - 1, online_node: null }]);
    });

    test('a device that comes to another node says where it was, and how many others are online elsewhere', async () => {
      await logIn('a', { node: 1 });
      await logIn('b', { node: 2 });
      await logIn('c', { node: 3 });
      const otherNodes = [1, 2];
      expect(await logIn('a', { node: 3, otherNodes })).toMatchObject({ movedFrom: 1, onlineElsewhere: 1, login: 2 });
      expect(await logIn('a', { node: 3, otherNodes })).toMatchObject({ movedFrom: undefined, onlineElsewhere: 1 });
      // A node that is not there any more has nobody online.
      expect(await logIn('b', { node: 3, otherNodes: [1] })).toMatchObject({
        movedFrom: undefined,
        onlineElsewhere: 0,
      });
    });

    test('a node that starts has nobody online, and other nodes keep theirs', async () => {
      await logIn('a', { node: 1 });
      await logIn('b', { node: 2 });
      await stores.devices.clearNode(1);
      expect((await rows('devices')).map(({ online_node }) => online_node)).toEqual([null, 2]);
    });

    test('devices that are online at other nodes are not forgotten', async () => {
      await logIn('a', { nowMs: 1000, node: 1 });
      await logIn('b', { nowMs: 2000, node: 2 });
      await logIn('c', { nowMs: 3000, node: 3, devicesMax: 1, otherNodes: [1] });
      expect((await rows('devices')).map(({ device_guid }) => device_guid)).toEqual(['a', 'c']);
    });

    test('of devices unseen for long, the one that left last is kept', async () => {
      const left = await logIn('a', { nowMs: 1000 });
      await logIn('b', { nowMs: 2000 });
      await leave(left, 3000);
      await logIn('c', { nowMs: 4000, devicesMax: 2 });
      expect((await rows('devices')).map(({ device_guid }) => device_guid).sort()).toEqual(['a', 'c']);
    });

    test('a kick revokes the token of the row and of the session that is open', async () => {
      await logIn('a', { tokenId: 'row' });
      const { deviceSn } = await logIn('b');
      const sessions = [
        { deviceSn: 1 as DeviceSn, tokenId: 'open', tokenExpiresAtMs: NOW_MS + 1 },
        { deviceSn, tokenId: 'of another', tokenExpiresAtMs: NOW_MS + 1 },
      ];
      expect(await kick(1, { sessions })).toEqual({ tokenIds: ['row', 'open'] });
      expect((await rows('revoked_tokens')).map(({ token_id }) => token_id).sort()).toEqual(['open', 'row']);
      expect(await kick(1)).toEqual({ tokenIds: [] });
    });

    test('a token is forgotten once it would have expired; one that has is not kept, but named', async () => {
      await logIn('a', { tokenId: 'short', tokenExpiresAtMs: NOW_MS + 1 });
      await kick(1);
      expect(await rows('revoked_tokens')).toHaveLength(1);
      await logIn('a', { tokenId: 'over', tokenExpiresAtMs: NOW_MS + 2 });
      expect(await kick(1, { nowMs: NOW_MS + 2 })).toEqual({ tokenIds: ['over'] });
      expect(await rows('revoked_tokens')).toEqual([]);
    });

    test('a token that several devices share is ended for all of them', async () => {
      for (const guid of ['a', 'b', 'c']) await logIn(guid, { tokenId: guid === 'c' ? 'own' : 'shared' });
      await kick(1);
      expect((await rows('devices')).map(({ token_id }) => token_id).sort()).toEqual(['', '', 'own']);
    });

    test('past the bound a kick is refused and changes nothing; kicking all at once is not', async () => {
      for (const guid of ['a', 'b', 'c', 'd']) await logIn(guid);
      for (const deviceSn of [1, 2, 3]) await kick(deviceSn);
      const before = await rows('devices');
      await expect(kick(4)).rejects.toMatchObject({ code: 'rateLimited' });
      expect([await rows('devices'), await rows('revoked_tokens')]).toMatchObject([before, { length: 3 }]);
      expect(await kick(0, { target: { kind: 'all' } })).toEqual({ tokenIds: 'all' });
      expect(await rows('revoked_tokens')).toEqual([]);
      expect((await rows('devices')).map(({ token_id }) => token_id)).toEqual(['', '', '', '']);
    });

    test('a platform is kicked but for the one device that asks', async () => {
      await logIn('web');
      await logIn('other web');
      await logIn('phone', { platform: 1 });
      const all = { kind: 'platform', platform: 6, exceptTokenId: undefined } as const;
      expect(await kick(0, { target: { ...all, exceptTokenId: 'token of web' } })).toEqual({
        tokenIds: ['token of other web'],
      });
      expect(await kick(0, { target: all })).toEqual({ tokenIds: ['token of web'] });
      expect(await kick(0, { target: { ...all, platform: 3 } })).toEqual({ tokenIds: [] });
    });

    test('a removed device is gone with its cursors, which nothing brings back, and returns as another', async () => {
      const { deviceSn } = await logIn('a');
      const key = { appId: APP, user: alice, deviceSn };
      const removal = { ...target, user: alice, deviceSn };
      const peer = (alice + 1_000_000) as UserId;
      const { mid } = await stores.log.append(metaMaker({ from: peer, to: alice })());
      const save = () => stores.conversations.saveCursors([{ ...key, peer, mid }]);
      await save();
      expect((await cursors()).rows).toHaveLength(1);
      const { tokenIds, device } = await stores.devices.remove(removal);
      expect([tokenIds, device.deviceSn]).toEqual([['token of a'], deviceSn]);
      await expect(stores.devices.remove(removal)).rejects.toMatchObject({ code: 'notFound' });
      await expect(kick(deviceSn)).rejects.toMatchObject({ code: 'notFound' });
      await expect(stores.devices.bindPush({ ...key, deviceToken: 't', notifierName: 'n' })).rejects.toMatchObject({
        code: 'notFound',
      });
      expect(await stores.devices.unbindPush(key)).toBeUndefined();
      await save();
      expect((await cursors()).rows).toEqual([]);
      expect(await logIn('a')).toMatchObject({ deviceSn: deviceSn + 1, isNew: true, isReconnect: false });
    });

    test('the place of pushes belongs to the device that named it last, and to none that was signed out', async () => {
      const places = async () => (await rows('devices')).map((row) => `${row.device_token} ${row.notifier_name}`);
      await logIn('a', { push: { deviceToken: 'place', notifierName: 'huawei' } });
      await logIn('a');
      expect(await places()).toEqual(['place huawei']);
      const { deviceSn } = await logIn('b');
      const key = { appId: APP, user: alice, deviceSn };
      await stores.devices.bindPush({ ...key, deviceToken: 'place', notifierName: 'huawei' });
      await stores.devices.bindPush({ ...key, deviceSn: 1 as DeviceSn, deviceToken: 'place', notifierName: 'apns' });
      expect(await places()).toEqual(['place apns', 'place huawei']);
      await kick(1);
      expect(await places()).toEqual([' ', 'place huawei']);
      await stores.devices.signOutOthers({ appId: APP, user: alice, keptTokenId: 'token of b' });
      expect(await places()).toEqual([' ', 'place huawei']);
      await stores.devices.signOutOthers({ appId: APP, user: alice, keptTokenId: undefined });
      expect(await places()).toEqual([' ', ' ']);
      await stores.devices.bindPush({ ...key, deviceToken: 'place', notifierName: '' });
      await stores.devices.unbindPush(key);
      expect(await places()).toEqual([' ', ' ']);
    });
  });
}
