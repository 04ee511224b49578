import type { WebSocketLike } from '../../src/index.ts';

/** What the server's end of a socket does. */
export interface ServerEnd {
  receive(bytes: Uint8Array): void;
  gone(): void;
}

/** A socket in memory. Frames from the server arrive at once; the server may also go silent, or close. */
export class FakeSocket implements WebSocketLike {
  binaryType = '';
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  #server: ServerEnd | undefined;
  #isOpen = true;
  /** The network is gone without a word. */
  isDead = false;

  constructor(accept: ((socket: FakeSocket) => ServerEnd) | undefined) {
    queueMicrotask(() => {
      if (!accept) return this.closeByServer();
      this.#server = accept(this);
      this.onopen?.({} as never);
    });
  }

  send(bytes: Uint8Array): void {
    const sent = new Uint8Array(bytes);
    queueMicrotask(() => {
      if (this.#isOpen && !this.isDead) this.#server?.receive(sent);
    });
  }

  close(): void {
    if (this.#isOpen) this.#server?.gone();
    this.#isOpen = false;
  }

  deliver(bytes: Uint8Array): void {
    if (this.#isOpen && !this.isDead) this.onmessage?.({ data: new Uint8Array(bytes).buffer } as never);
  }

  closeByServer(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#server?.gone();
    if (!this.isDead) this.onclose?.({} as never);
  }
}
