import type { AppId } from '@warbler/protocol';
import { type Client, type Clock, createClient, type Platform, type Storage } from '../../src/index.ts';
import { defaultPlatform } from '../../src/platform/default-platform.ts';
import type { WebSocketLike } from '../../src/platform/platform.ts';

/** Moments of a client's life in which it may be killed: before and after each of its effects, before each word it hears. */
export type Moment = 'write' | 'written' | 'send' | 'sent' | 'hear';

/** What a device needs. */
export interface DeviceOptions {
  readonly appId: AppId;
  /** The cloud, or a proxy in front of it. */
  readonly url: string;
  readonly clock?: Clock;
  /** What the device keeps; not closed by its clients. */
  readonly storage: Storage;
}

/** One device of a user: what it has stored outlives its clients, which may be killed at any moment. */
export class Device {
  readonly #options: DeviceOptions;
  /** What is on the disk. */
  readonly storage: Storage;
  #life: Life;
  #client: Client;

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.storage = options.storage;
    this.#life = new Life();
    this.#client = this.#newClient();
  }

  get client(): Client {
    return this.#client;
  }

  /** Calls `look` at every moment of the life of the present client, until it is killed or closed. */
  watch(look: (moment: Moment) => void): void {
    this.#life.look = look;
  }

  /** The program ends at once: nothing more of it reaches the storage or the network. */
  kill(): void {
    if (this.#life.isOver) return;
    this.#life.end();
    // Only its timers are left, and they must not outlive the test.
    void this.#client.close();
  }

  /** The program ends as it should. */
  async close(): Promise<void> {
    await this.#client.close();
    this.#life.end();
  }

  /** A new client takes up what is stored; the one before must have ended. */
  async reopen(): Promise<Client> {
    if (!this.#life.isOver) throw new Error('the client before is still running');
    this.#life = new Life();
    this.#client = this.#newClient();
    await this.#client.resume();
    return this.#client;
  }

  /** Whether the disk holds something that contains a text. */
  async holds(text: string): Promise<boolean> {
    const entries = await this.storage.list({ prefix: '' });
    return entries.some(({ value }) => JSON.stringify(value).includes(text));
  }

  #newClient(): Client {
    const { appId, clock, url } = this.#options;
    return createClient({
      appId,
      dns: `${url}/v2/app_dns`,
      storage: this.#life.storage(this.storage),
      deviceScope: 'device',
      platform: this.#life.platform({ ...defaultPlatform(), ...(clock ? { clock } : {}) }),
    });
  }
}

/** The time between the start and the end of one client. */
class Life {
  isOver = false;
  look: (moment: Moment) => void = () => undefined;
  readonly #sockets = new Set<WebSocketLike>();

  end(): void {
    this.isOver = true;
    for (const socket of this.#sockets) socket.close();
  }

  storage(disk: Storage): Storage {
    return {
      ...disk,
      write: async (changes) => {
        if (!this.#goesOn('write')) return;
        await disk.write(changes);
        this.#goesOn('written');
      },
      close: async () => undefined,
    };
  }

  platform(platform: Platform): Platform {
    return {
      ...platform,
      fetch: async (url, init) => {
        if (this.isOver) throw new TypeError('the program has ended');
        return platform.fetch(url, init);
      },
      openWebSocket: (url) => this.#gate(platform.openWebSocket(url)),
    };
  }

  /** The socket as the client sees it; after the end of the client it is cut off. */
  #gate(socket: WebSocketLike): WebSocketLike {
    this.#sockets.add(socket);
    if (this.isOver) socket.close();
    socket.binaryType = 'arraybuffer';
    const gated: WebSocketLike = {
      binaryType: 'arraybuffer',
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: (bytes) => {
        if (!this.#goesOn('send')) return;
        socket.send(bytes);
        this.#goesOn('sent');
      },
      close: () => socket.close(),
    };
    socket.onopen = (event: never) => (this.isOver ? undefined : gated.onopen?.(event));
    socket.onmessage = (event: never) => (this.#goesOn('hear') ? gated.onmessage?.(event) : undefined);
    socket.onerror = (event: never) => (this.isOver ? undefined : gated.onerror?.(event));
    socket.onclose = (event: never) => {
      this.#sockets.delete(socket);
      if (!this.isOver) gated.onclose?.(event);
    };
    return gated;
  }

  /** Whether the client is still there after a moment. */
  #goesOn(moment: Moment): boolean {
    if (!this.isOver) this.look(moment);
    return !this.isOver;
  }
}
