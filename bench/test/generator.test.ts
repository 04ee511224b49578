import { afterAll, expect, test } from 'vitest';
import { requireExact } from '../generator/delivery-ledger.ts';
import { frameSizes } from '../generator/frame-sizes.ts';
import { startGenerator } from '../generator/start-generator.ts';
import { withBareServer } from '../limits/start-bare-server.ts';
import { loginOf, pairLanes } from '../servers/pair-lanes.ts';
import { withWarbler } from '../servers/prepare-warbler.ts';

const generator = startGenerator();
afterAll(() => generator.stop());

const textBytes = 100;
const shortly = { warmUpMs: 100, measureMs: 500 };

test('both transports of the real server take a load, and everything arrives exactly once', async () => {
  await withWarbler(
    (seed) => seed.users(8),
    async ({ server, seeded }) => {
      for (const transport of ['websocket', 'socket.io'] as const) {
        const target = { kind: 'xsync', lanes: pairLanes(server, seeded, transport), textBytes } as const;
        for (const pace of [{ windowPerLane: 4 }, { perSecond: 50 }]) {
          const plan = { pace, ...shortly, serverPids: [server.pid] };
          const figures = await generator.run('load', { target, plan });
          requireExact(transport, figures.accounting);
          expect(figures.messagesPerSecond).toBeGreaterThan(0);
          expect(figures.answer?.p50Ms).toBeGreaterThan(0);
        }
      }
    },
  );
});

test('everybody in a seeded group gets a message once, and a crowd comes back to what was written meanwhile', async () => {
  await withWarbler(
    (seed) => {
      const users = seed.users(10);
      return { users, group: seed.group(users) };
    },
    async ({ server, seeded: { users, group } }) => {
      const [sender, ...receivers] = users.map((user) => loginOf(server, user));
      if (sender === undefined) throw new Error('nobody to send');
      const serverPids = [server.pid];
      const target = { kind: 'xsync', lanes: [{ sender, to: group, receivers }], textBytes } as const;
      const plan = { pace: { windowPerLane: 2 }, ...shortly, serverPids };
      requireExact('group', (await generator.run('load', { target, plan })).accounting);
      const crowd = { kind: 'xsync', guests: receivers, sender, textBytes } as const;
      const { accounting } = await generator.run('crowd', { target: crowd, serverPids });
      expect(accounting).toMatchObject({ accepted: receivers.length, lost: 0, doubled: 0, unexpected: 0 });
    },
  );
});

test.each([true, false])('the bare server takes the same load (durable: %s)', async (isDurable) => {
  const sizes = frameSizes(textBytes);
  await withBareServer({ sizes, isDurable }, async ({ url, pid }) => {
    const target = { kind: 'bare', url, laneCount: 4, receiversPerLane: 2, sizes } as const;
    const plan = { pace: { windowPerLane: 4 }, ...shortly, serverPids: [pid] };
    requireExact('bare', (await generator.run('load', { target, plan })).accounting);
  });
});

test('a job that takes too long is ended, and the next one finds a generator', async () => {
  const sizes = frameSizes(textBytes);
  await withBareServer({ sizes, isDurable: false }, async ({ url, pid }) => {
    const target = { kind: 'bare', url, laneCount: 1, receiversPerLane: 1, sizes } as const;
    const plan = { pace: { windowPerLane: 1 }, ...shortly, serverPids: [pid] };
    const forLong = { ...plan, measureMs: 3_600_000 };
    await expect(generator.run('load', { target, plan: forLong }, { limitMs: 1000 })).rejects.toThrow('took more than');
    requireExact('after it', (await generator.run('load', { target, plan })).accounting);
  });
});
