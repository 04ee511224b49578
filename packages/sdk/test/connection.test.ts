import { encodeSyncFrame, StatusCode, UserNoticeType } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import type { ConnectionState } from '../src/index.ts';
import { createFakeWorld, lastingStorage } from './fake/fake-world.ts';

const minuteMs = 60_000;

describe('a connection', () => {
  test('goes from signed out over connecting to online, and tells each step', async () => {
    const { cloud, signIn } = createFakeWorld();
    cloud.isReachable = true;
    const client = await signIn();
    expect(client.connection).toEqual({ state: 'online' });
    const seen: ConnectionState[] = [];
    client.on('connection', (state) => seen.push(state));
    await client.logout();
    expect(seen.at(-1)).toEqual({ state: 'signedOut', reason: 'logout' });
  });

  test('that hears nothing for 20 s after a heartbeat is made anew', async () => {
    const { clock, cloud, signIn } = createFakeWorld();
    const client = await signIn();
    cloud.isAnswering = false;
    await clock.advance(49_000 + 19_000);
    expect(client.connection.state).toBe('online');
    await clock.advance(1_200);
    expect(client.connection.state).not.toBe('online');
    cloud.isAnswering = true;
    await clock.advance(minuteMs);
    expect(client.connection.state).toBe('online');
    expect(cloud.connectCount).toBe(2);
  });

  test('stays while the server answers heartbeats', async () => {
    const { clock, cloud, signIn } = createFakeWorld();
    const client = await signIn();
    await clock.advance(60 * minuteMs);
    expect(client.connection.state).toBe('online');
    expect(cloud.connectCount).toBe(1);
  });

  test('is tried again ever more slowly, at most 30 s apart, and never given up', async () => {
    const { clock, cloud, signIn } = createFakeWorld();
    const client = await signIn();
    await clock.advance(minuteMs);
    cloud.isReachable = false;
    cloud.closeSockets();
    const waits: number[] = [];
    client.on('connection', (state) => {
      if (state.state === 'waiting') waits.push(state.retryAtMs - clock.now());
    });
    await clock.advance(5 * minuteMs);
    // Half of the range: the fake world's dice always fall in the middle.
    expect(waits.slice(0, 7)).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    cloud.isReachable = true;
    await clock.advance(minuteMs);
    expect(client.connection.state).toBe('online');
  });

  test('starts from the shortest wait again after a stable time', async () => {
    const { clock, cloud, signIn } = createFakeWorld();
    const client = await signIn();
    cloud.isReachable = false;
    cloud.closeSockets();
    await clock.advance(2 * minuteMs);
    cloud.isReachable = true;
    await clock.advance(2 * minuteMs);
    cloud.closeSockets();
    await clock.advance(0);
    expect(client.connection).toEqual({ state: 'waiting', retryAtMs: clock.now() + 500 });
  });

  test('is tried at once when the network or the page comes back', async () => {
    const { clock, cloud, signIn, wake } = createFakeWorld();
    const client = await signIn();
    cloud.isReachable = false;
    cloud.closeSockets();
    await clock.advance(2 * minuteMs);
    expect(client.connection.state).toBe('waiting');
    cloud.isReachable = true;
    wake();
    await clock.advance(0);
    expect(client.connection.state).toBe('online');
  });

  test('that died while the laptop slept is found dead within seconds of waking', async () => {
    const { clock, cloud, signIn } = createFakeWorld();
    const client = await signIn();
    cloud.cutSockets();
    await clock.sleep(8 * 60 * minuteMs);
    await clock.advance(12_000);
    expect(client.connection.state).toBe('online');
    expect(cloud.connectCount).toBe(2);
  });

  test('that lived through the sleep stays', async () => {
    const { clock, cloud, signIn } = createFakeWorld();
    await signIn();
    await clock.sleep(2 * minuteMs);
    await clock.advance(12_000);
    expect(cloud.connectCount).toBe(1);
  });

  test('introduces itself again on the same socket when the server asks for it', async () => {
    const { clock, cloud, signIn } = createFakeWorld();
    const client = await signIn();
    const status = { code: StatusCode.UNAUTHORIZED, reason: 'you must login first' };
    cloud.sendRaw(encodeSyncFrame({ status, metas: [] }));
    expect(client.connection.state).toBe('connecting');
    await clock.advance(0);
    expect(client.connection.state).toBe('online');
    expect(cloud.connectCount).toBe(1);
  });

  test('begins anew when a frame cannot be read', async () => {
    const { clock, cloud, signIn } = createFakeWorld();
    const client = await signIn();
    cloud.sendRaw(new Uint8Array([0xff, 0xff, 0xff]));
    expect(client.connection.state).toBe('waiting');
    await clock.advance(minuteMs);
    expect(client.connection.state).toBe('online');
  });

  test('skips commands of later versions', async () => {
    const { clock, cloud, signIn } = createFakeWorld();
    const client = await signIn();
    cloud.sendRaw(new Uint8Array([0x18, 0x63]));
    await clock.advance(0);
    expect(client.connection.state).toBe('online');
  });
});

describe('the end of a session', () => {
  const endings = [
    [StatusCode.INVALID_TOKEN, 'tokenExpired'],
    [StatusCode.USER_FROZEN, 'userFrozen'],
    [StatusCode.APP_FROZEN, 'appFrozen'],
    [StatusCode.TOO_MANY_DEVICES, 'tooManyDevices'],
    [StatusCode.LICENSE_LIMIT, 'licenseInvalid'],
  ] as const;

  test.each(endings)('by a refusal with status %i is told as %s, and nothing is tried again', async (code, reason) => {
    const { clock, cloud, signIn } = createFakeWorld();
    const storage = lastingStorage();
    const client = await signIn(storage);
    const told: unknown[] = [];
    client.on('signedOut', (event) => told.push(event));
    cloud.refuseProvision = { code, reason: 'no' };
    cloud.closeSockets();
    await clock.advance(10 * minuteMs);
    expect(told).toEqual([{ reason }]);
    expect(client.connection).toEqual({ state: 'signedOut', reason });
    expect(client.me).toBeUndefined();
    expect(cloud.connectCount).toBe(2);
  });

  const notices = [
    [UserNoticeType.KICK_BY_SAME_DEVICE, 'sameDevice', true],
    [UserNoticeType.KICKED_BY_OTHER_DEVICE, 'kicked', false],
    [UserNoticeType.DEVICE_REMOVED, 'deviceRemoved', false],
    [UserNoticeType.PASSWORD_CHANGED, 'passwordChanged', false],
    [UserNoticeType.FROZEN, 'userFrozen', false],
    [UserNoticeType.REMOVED, 'userRemoved', false],
  ] as const;

  test.each(notices)('by notice %i is told as %s', async (type, reason, isResumable) => {
    const { clock, cloud, signIn, resume } = createFakeWorld();
    const storage = lastingStorage();
    const client = await signIn(storage);
    cloud.kick(type);
    await clock.advance(minuteMs);
    expect(client.connection).toEqual({ state: 'signedOut', reason });
    expect(cloud.connectCount).toBe(1);
    const next = await resume(storage);
    expect(next.me !== undefined).toBe(isResumable);
  });
});
