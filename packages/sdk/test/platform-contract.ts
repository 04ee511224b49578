import { Command, encodeFrameOf, OsType } from '@warbler/protocol';
import type { Cloud } from '@warbler/test-kit';
import { describe, expect, test } from 'vitest';
import type { FileTransfers } from '../src/files/index.ts';
import type { Platform } from '../src/index.ts';

/** A platform under test. */
export interface PlatformUnderTest {
  readonly name: string;
  readonly platform: Platform;
  readonly transfers: FileTransfers;
  /** Makes the platform believe that the network came back; absent where nothing tells that. */
  readonly wake?: () => void;
}

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7) & 255);

/** What every platform promises to the client. */
export function describePlatform({ name, platform, transfers, wake }: PlatformUnderTest, cloud: () => Cloud): void {
  describe(`the platform ${name}`, () => {
    test('asks by GET and POST, with headers, and gets the status and the text', async () => {
      const answer = await platform.fetch(`${cloud().url}/v2/app_dns?app_id=${cloud().appId}`, { method: 'GET' });
      expect(answer.status).toBe(200);
      expect(JSON.parse(await answer.text())).toMatchObject({ code: 200 });
      const refused = await platform.fetch(`${cloud().url}/no-such-file.txt`, { method: 'GET' });
      expect([refused.status, await refused.text()]).toEqual([404, 'not found']);
      const [user] = cloud().users;
      const login = await platform.fetch(`${cloud().url}/token/user`, {
        method: 'POST',
        headers: { app_id: cloud().appId, 'content-type': 'application/json' },
        body: JSON.stringify({ name: user?.username, password: user?.password }),
      });
      expect(JSON.parse(await login.text())).toMatchObject({ code: 200, data: { user_id: user?.userId } });
    });

    test('rejects when nobody answers', async () => {
      await expect(platform.fetch('http://127.0.0.1:9/', { method: 'GET' })).rejects.toThrow();
    });

    test('has sockets that speak bytes', async () => {
      const socket = platform.openWebSocket(`${cloud().url.replace('http', 'ws')}/`);
      socket.binaryType = 'arraybuffer';
      const answer = await new Promise<unknown>((resolve) => {
        socket.onopen = () => socket.send(encodeFrameOf(Command.UNREAD, new Uint8Array()) as Uint8Array<ArrayBuffer>);
        socket.onmessage = ({ data }: { data: unknown }) => resolve(data);
      });
      expect(answer).toBeInstanceOf(ArrayBuffer);
      socket.close();
    });

    test('tells when a socket cannot be opened', async () => {
      const socket = platform.openWebSocket('ws://127.0.0.1:9/');
      await new Promise<void>((resolve) => {
        socket.onclose = () => resolve();
        socket.onerror = () => resolve();
      });
    });

    test('has time, chance, and a name for itself', async () => {
      await new Promise<void>((resolve) => platform.clock.after(1, resolve));
      platform.clock.after(1, () => expect.unreachable())();
      expect(platform.clock.now()).toBeGreaterThan(0);
      expect(platform.random()).toBeLessThan(1);
      expect(Object.values(OsType)).toContain(platform.osType);
      expect(platform.deviceInfo).not.toBe('');
    });

    test('tells that the network is back where the platform hears of it, until it is told to stop', () => {
      let count = 0;
      const end = platform.onWake(() => {
        count += 1;
      });
      wake?.();
      end();
      wake?.();
      expect(count).toBe(wake ? 1 : 0);
    });

    test('moves files both ways, tells how far it is, and stops when told', async () => {
      const [user] = cloud().users;
      const token = await cloud().rest.logIn(user!);
      const ask = () =>
        cloud().rest.get<{ upload_url: string; download_url: string }>(
          `/file/upload/chat?file_type=100&to_id=${user?.userId}`,
          token,
        );
      const ticket = await ask();
      const request = { fields: {}, headers: { app_id: cloud().appId }, source: bytesOf(200_000), name: 'ä "b".bin' };
      const sent: number[] = [];
      const answer = await transfers.upload({ ...request, url: ticket.upload_url }, (count) => sent.push(count)).done;
      expect(answer).toMatchObject({ status: 200, text: '{"data":true}' });
      expect(sent.at(-1)).toBe(200_000);
      const chunks: Uint8Array[] = [];
      const starts: object[] = [];
      const url = `${ticket.download_url}&access-token=${token}&app_id=${cloud().appId}`;
      const events = {
        started: (start: object) => starts.push(start),
        bytes: (chunk: Uint8Array) => chunks.push(chunk),
        progress: () => undefined,
      };
      await transfers.download({ url, fromByte: 0 }, events).done;
      expect(starts).toMatchObject([{ status: 200, totalBytes: 200_000 }]);
      expect(Buffer.concat(chunks).equals(Buffer.from(bytesOf(200_000)))).toBe(true);
      const stopped = transfers.upload({ ...request, url: (await ask()).upload_url }, () => undefined);
      stopped.abort();
      await expect(stopped.done).rejects.toThrow();
      const download = transfers.download({ url, fromByte: 0 }, { ...events, started: () => undefined });
      download.abort();
      await expect(download.done).rejects.toThrow();
      expect(await transfers.read(bytesOf(3))).toEqual(bytesOf(3));
    });
  });
}
