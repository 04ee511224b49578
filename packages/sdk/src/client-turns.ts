import { ImError } from '@warbler/protocol';
import { InOrder } from './chat/in-order.ts';
import type { DeviceSpace } from './device-space.ts';

/** Signing in, signing out and closing: one after the other, in a device space that is opened when it is first needed. */
export class ClientTurns {
  readonly #openSpace: () => Promise<DeviceSpace>;
  readonly #inOrder = new InOrder();
  #space: Promise<DeviceSpace> | undefined;
  #isClosed = false;

  constructor(openSpace: () => Promise<DeviceSpace>) {
    this.#openSpace = openSpace;
  }

  /** Does it when all before is done. @throws ImError `cancelled` for a client that is closed, `storageUnavailable` */
  run<Result>(work: (space: DeviceSpace) => Promise<Result>): Promise<Result> {
    return this.#inOrder.run(async () => {
      if (this.#isClosed) throw new ImError('cancelled', { message: 'The client is closed' });
      return work(await this.space());
    });
  }

  /** The last turn: ends what is at work, then closes the space. Nothing happens when that is done already. */
  close(end: () => Promise<void>): Promise<void> {
    return this.#inOrder.run(async () => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      await end();
      const space = await this.#space;
      await space?.close();
    });
  }

  /** The space, without waiting for a turn. @throws ImError `storageUnavailable` */
  async space(): Promise<DeviceSpace> {
    this.#space ??= this.#openSpace();
    try {
      return await this.#space;
    } catch (error) {
      // The next call tries again.
      this.#space = undefined;
      throw error;
    }
  }
}
