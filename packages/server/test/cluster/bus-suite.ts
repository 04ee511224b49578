import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Bus } from '../../src/cluster/index.ts';

/** Two nodes and what joins them. */
export interface BusPair {
  readonly here: Bus;
  readonly there: Bus;
  /** Cuts `there` off. */
  cut(): void;
  heal(): void;
  stop(): Promise<void>;
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const bytes = (said: string) => Buffer.from(said);

/** What every bus must do. */
export function describeBus(name: string, open: () => Promise<BusPair>): void {
  describe(`the bus ${name}`, () => {
    let pair: BusPair;
    let told: string[];
    const heard: string[] = [];
    const hear = (bus: Bus, subject: string) => bus.subscribe(subject, (payload) => void heard.push(text(payload)));

    beforeEach(async () => {
      heard.length = 0;
      told = [];
      pair = await open();
      pair.there.listen({ onConnected: () => void told.push('connected'), onCut: () => void told.push('cut') });
      await vi.waitFor(() => expect([pair.here.state, pair.there.state]).toEqual(['connected', 'connected']));
    });
    afterEach(() => pair.stop());

    const cut = async () => {
      pair.cut();
      await vi.waitFor(() => expect(pair.there.state).toBe('cut'), { timeout: 10_000 });
    };
    const heal = async () => {
      pair.heal();
      await vi.waitFor(() => expect(pair.there.state).toBe('connected'), { timeout: 10_000 });
      expect(await pair.there.confirm()).toBe(true);
    };

    test('what is published reaches the other nodes that subscribe, in order, and not the one that said it', async () => {
      hear(pair.there, 'a');
      hear(pair.here, 'a');
      expect(await pair.there.confirm()).toBe(true);
      const said = Array.from({ length: 20_000 }, (_, index) => `${index}`);
      for (const one of said) expect(pair.here.publish('a', bytes(one))).toBe(true);
      pair.here.publish('b', bytes('on another subject'));
      await vi.waitFor(() => expect(heard).toHaveLength(said.length), { timeout: 10_000 });
      expect(heard).toEqual(said);
    });

    test('bytes arrive as they are', async () => {
      const payload = Uint8Array.from({ length: 256 }, (_, index) => index);
      const arrived = new Promise<Uint8Array>((resolve) => {
        pair.there.subscribe('a', (received) => resolve(new Uint8Array(received)));
      });
      expect(await pair.there.confirm()).toBe(true);
      pair.here.publish('a', payload);
      expect(await arrived).toEqual(payload);
    });

    test('a subscription that ended hears nothing more', async () => {
      const end = hear(pair.there, 'a');
      hear(pair.there, 'b');
      end();
      expect(await pair.there.confirm()).toBe(true);
      pair.here.publish('a', bytes('nobody hears this'));
      pair.here.publish('b', bytes('done'));
      await vi.waitFor(() => expect(heard).toContain('done'));
      expect(heard).toEqual(['done']);
    });

    test('while it is cut it says so, and nothing is sent', async () => {
      hear(pair.here, 'a');
      expect(await pair.here.confirm()).toBe(true);
      await cut();
      expect(pair.there.publish('a', bytes('lost'))).toBe(false);
      expect(await pair.there.confirm()).toBe(false);
      await heal();
      expect(told).toEqual(['connected', 'cut', 'connected']);
      pair.there.publish('a', bytes('after'));
      await vi.waitFor(() => expect(heard).toContain('after'));
      expect(heard).toEqual(['after']);
    });

    test('subscriptions from before a cut count after it, and those that were made while it lasted', async () => {
      hear(pair.there, 'before');
      await cut();
      hear(pair.there, 'meanwhile');
      const end = hear(pair.there, 'ended');
      end();
      await heal();
      for (const subject of ['ended', 'before', 'meanwhile']) pair.here.publish(subject, bytes(subject));
      await vi.waitFor(() => expect(heard).toContain('meanwhile'));
      expect(heard).toEqual(['before', 'meanwhile']);
    });

    test('after the end nothing is sent', async () => {
      await pair.there.stop();
      expect(pair.there.publish('a', bytes('lost'))).toBe(false);
    });
  });
}
