import type { Clock } from '../../src/platform/clock.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { defaultPlatform } from '../../src/platform/default-platform.ts';
import type { Platform } from '../../src/platform/platform.ts';
import type { StorageGuard } from '../../src/storage/indexed-db-storage.ts';
import { createMemoryStorage } from '../../src/storage/memory-storage.ts';
import type { Storage } from '../../src/storage/storage.ts';
import type { SharedTabPorts, TabChannel } from '../../src/tabs/index.ts';
import { FakeLocks } from './fake-locks.ts';

/** One tab of a fake browser. It can be killed between any two of its steps. */
export interface FakeTab {
  readonly ports: SharedTabPorts;
  readonly platform: Partial<Platform>;
  readonly isDead: boolean;
  /** Ends it at once, as a crash does. */
  kill(): void;
  /** Ends it after so many more steps that others can see: writes, posts, frames sent. */
  killAfter(stepCount: number): void;
  /** Nothing that waits comes to it, and nothing leaves it, until it thaws. */
  freeze(): void;
  thaw(): void;
  /** What came from the network is there before everything else, which waits on. */
  thawSockets(): void;
  /** Takes the network away and gives it back. */
  cut(): void;
  restore(): void;
}

/** Where tabs share locks, channels and a store. */
export interface FakeBrowser {
  readonly locks: FakeLocks;
  /** Whether anything was ever stored under a key that ends so. */
  hasStored(keyEnd: string): boolean;
  newTab(options?: { readonly clock?: Clock; readonly items?: Map<string, string> }): FakeTab;
}

/** A clock that runs so many times as fast as time does. */
export function fastClock(factor: number): Clock {
  const startMs = Date.now();
  return {
    now: () => startMs + Math.round((Date.now() - startMs) * factor),
    elapsed: () => performance.now() * factor,
    after: (delayMs, run) => systemClock.after(delayMs / factor, run),
  };
}

/** A browser without a window. */
export function createFakeBrowser(): FakeBrowser {
  const locks = new FakeLocks();
  const storage = createMemoryStorage();
  const storedKeys = new Set<string>();
  const browserItems = new Map<string, string>();
  const channels = new Map<string, Set<(data: unknown) => void>>();
  let tabCount = 0;

  return {
    locks,
    hasStored: (keyEnd) => [...storedKeys].some((key) => key.endsWith(keyEnd)),
    newTab({ clock = systemClock, items = new Map() } = {}) {
      tabCount += 1;
      const name = `tab${tabCount}`;
      const sockets = new Set<WebSocket>();
      const held: { readonly work: () => void; readonly isOfSocket: boolean }[] = [];
      const state = { isDead: false, isFrozen: false, isCut: false, leftCount: Number.POSITIVE_INFINITY };
      const never = new Promise<never>(() => undefined);

      const kill = () => {
        state.isDead = true;
        for (const socket of sockets) socket.close();
        locks.drop(name);
      };
      /** Counts a step; false when the tab does not live to make it. */
      const step = () => {
        if (state.isDead) return false;
        if (state.leftCount <= 0) kill();
        state.leftCount -= 1;
        return !state.isDead;
      };
      const whenAwake = (work: () => void, isOfSocket = false) => {
        if (state.isDead) return;
        if (state.isFrozen) held.push({ work, isOfSocket });
        else work();
      };
      const awake = () => new Promise<void>((resolve) => whenAwake(resolve));

      const openStorage = async (guard?: StorageGuard): Promise<Storage> => ({
        get: (key) => (state.isDead ? never : awake().then(() => storage.get(key))),
        list: (range) => (state.isDead ? never : awake().then(() => storage.list(range))),
        count: (prefix) => (state.isDead ? never : awake().then(() => storage.count?.(prefix) ?? 0)),
        async write(changes) {
          await awake();
          if (!step()) return never;
          if (guard && (await storage.get(guard.key)) !== guard.expected()) throw new Error('guarded');
          for (const { key, value } of changes) if (value !== undefined) storedKeys.add(key);
          await storage.write(structuredClone(changes));
          return state.isDead ? never : awake();
        },
        close: async () => undefined,
      });
      const openChannel = (channel: string): TabChannel => {
        const listeners = channels.get(channel) ?? new Set();
        channels.set(channel, listeners);
        const opened: TabChannel = {
          onmessage: null,
          postMessage(message) {
            const data = structuredClone(message);
            if (!step()) return;
            for (const listener of listeners) if (listener !== hear) setImmediate(() => listener(data));
          },
          close: () => void listeners.delete(hear),
        };
        const hear = (data: unknown) => whenAwake(() => opened.onmessage?.({ data } as MessageEvent));
        listeners.add(hear);
        return opened;
      };
      const standard = defaultPlatform();
      const platform: Partial<Platform> = {
        clock: {
          now: () => clock.now(),
          elapsed: () => clock.elapsed(),
          after: (delayMs, run) => clock.after(delayMs, () => whenAwake(run)),
        },
        async fetch(url, init) {
          if (state.isCut) throw new TypeError('the network is cut');
          const answer = await standard.fetch(url, init);
          await awake();
          return state.isDead ? never : answer;
        },
        openWebSocket(url) {
          const socket = new WebSocket(state.isCut || state.isDead ? 'ws://127.0.0.1:9/' : url);
          sockets.add(socket);
          return {
            set binaryType(value: BinaryType) {
              socket.binaryType = value;
            },
            set onopen(handler: ((event: never) => void) | null) {
              socket.onopen = (event) => whenAwake(() => handler?.(event as never), true);
            },
            set onmessage(handler: ((event: never) => void) | null) {
              socket.onmessage = (event) => whenAwake(() => handler?.(event as never), true);
            },
            set onclose(handler: ((event: never) => void) | null) {
              socket.onclose = (event) => whenAwake(() => handler?.(event as never), true);
            },
            set onerror(handler: ((event: never) => void) | null) {
              socket.onerror = (event) => whenAwake(() => handler?.(event as never), true);
            },
            send(bytes) {
              if (step()) socket.send(bytes);
            },
            close: () => socket.close(),
          };
        },
      };
      const itemsOf = (map: Map<string, string>) => ({
        getItem: (key: string) => map.get(key) ?? null,
        setItem: (key: string, value: string) => void map.set(key, value),
        removeItem: (key: string) => void map.delete(key),
      });
      return {
        ports: {
          locks: guardLocks(locks.of(name), whenAwake),
          openChannel,
          openStorage,
          tabStorage: itemsOf(items),
          browserStorage: itemsOf(browserItems),
        },
        platform,
        get isDead() {
          return state.isDead;
        },
        kill,
        killAfter(stepCount) {
          state.leftCount = stepCount;
        },
        freeze() {
          state.isFrozen = true;
        },
        thaw() {
          state.isFrozen = false;
          for (const { work } of held.splice(0)) whenAwake(work);
        },
        thawSockets() {
          for (const { work, isOfSocket } of held) if (isOfSocket) work();
          held.splice(0, held.length, ...held.filter(({ isOfSocket }) => !isOfSocket));
        },
        cut() {
          state.isCut = true;
          for (const socket of sockets) socket.close();
        },
        restore() {
          state.isCut = false;
        },
      };
    },
  };
}

/** A frozen tab hears late that it got or lost a lock. */
function guardLocks(locks: LockManager, whenAwake: (work: () => void) => void): LockManager {
  const request = (name: string, options: LockOptions, use: (lock: Lock | null) => unknown) =>
    new Promise((resolve, reject) => {
      const wrapped = (lock: Lock | null) =>
        new Promise((done, failed) => whenAwake(() => Promise.resolve(use(lock)).then(done, failed)));
      locks.request(name, options, wrapped).then(resolve, (error: unknown) => whenAwake(() => reject(error)));
    });
  return { request } as unknown as LockManager;
}
