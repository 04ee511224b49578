import {
  Command,
  type ConversationId,
  encodeFrameOf,
  encodeSyncUL,
  ImError,
  type MessageId,
  type SyncDL,
} from '@warbler/protocol';
import type { Clock } from '../platform/clock.ts';

/** What history requests need. */
export interface HistoryRequestsOptions {
  readonly clock: Clock;
  send(frame: Uint8Array): void;
}

/** How long a caller waits, with the time it takes to connect. */
const timeoutMs = 20_000;

interface Pending {
  readonly frame: Uint8Array;
  resolve(answer: SyncDL): void;
  reject(error: ImError): void;
}

/** Asks the server for older messages; a question that a session left open is asked again in the next. */
export class HistoryRequests {
  readonly #options: HistoryRequestsOptions;
  readonly #pending = new Map<ConversationId, Pending>();
  #isOnline = false;

  constructor(options: HistoryRequestsOptions) {
    this.#options = options;
  }

  /**
   * Messages of a conversation below `before` (0: the newest). One at a time for each conversation.
   * @throws ImError `timedOut`, `cancelled`, or what the server says.
   */
  ask(id: ConversationId, before: MessageId, limit: number): Promise<SyncDL> {
    const request = { xid: { uid: id }, key: before, isFullSync: true, fullSyncNum: limit };
    const frame = encodeFrameOf(Command.SYNC, encodeSyncUL(request));
    return new Promise<SyncDL>((resolve, reject) => {
      const cancel = this.#options.clock.after(timeoutMs, () => this.refused(id, new ImError('timedOut')));
      const settle = () => {
        cancel();
        this.#pending.delete(id);
      };
      this.#pending.set(id, {
        frame,
        resolve(answer) {
          settle();
          resolve(answer);
        },
        reject(error) {
          settle();
          reject(error);
        },
      });
      if (this.#isOnline) this.#options.send(frame);
    });
  }

  answered(id: ConversationId, answer: SyncDL): void {
    this.#pending.get(id)?.resolve(answer);
  }

  /** Tells whether there was such a question. */
  refused(id: ConversationId, error: ImError): boolean {
    const pending = this.#pending.get(id);
    pending?.reject(error);
    return pending !== undefined;
  }

  online(): void {
    this.#isOnline = true;
    for (const { frame } of this.#pending.values()) this.#options.send(frame);
  }

  offline(): void {
    this.#isOnline = false;
  }

  close(): void {
    for (const id of [...this.#pending.keys()]) this.refused(id, new ImError('cancelled'));
  }
}
