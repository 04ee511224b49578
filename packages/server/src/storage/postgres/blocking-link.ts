import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Command, CommandResult, ConnectionOptions, FromLink, ToLink } from './link-messages.ts';
import { ConnectionLost, PostgresError } from './postgres-error.ts';

/** What the connection's thread is started with. */
export interface LinkWorkerData {
  readonly port: MessagePort;
  /** Holds the id of the last message that was answered; notified then. */
  readonly bell: SharedArrayBuffer;
  readonly connection: ConnectionOptions;
}

/** Beyond the time that PostgreSQL has itself: only a thread that hangs is waited for so long. */
const GRACE_MS = 5000;

type Unnumbered<Message> = Message extends { readonly id: number } ? Omit<Message, 'id'> : never;

/**
 * A connection to PostgreSQL whose calls return when they are done, for the storage thread, whose procedures are plain
 * functions on every engine. The connection lives on a thread of its own; this one sleeps until it is answered.
 */
export class BlockingLink {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #bell: Int32Array;
  readonly #waitMs: number;
  #lastId = 0;
  #isLost = false;

  constructor(connection: ConnectionOptions) {
    const { port1, port2 } = new MessageChannel();
    const bell = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const workerData: LinkWorkerData = { port: port2, bell, connection };
    this.#worker = new Worker(new URL('./connection-thread.ts', import.meta.url), {
      workerData,
      transferList: [port2],
      name: 'postgres',
    });
    this.#port = port1;
    this.#bell = new Int32Array(bell);
    this.#waitMs = connection.statementMs + connection.connectMs + GRACE_MS;
  }

  /** @throws PostgresError what PostgreSQL says against it; ConnectionLost when it cannot be reached */
  connect(): void {
    this.#ask({ kind: 'connect' });
    this.#isLost = false;
  }

  /** The connection is of no use any more: until the next `connect` nothing is sent. */
  giveUp(): void {
    this.#isLost = true;
  }

  /**
   * Sends commands together; they run one after the other. Once the connection was lost, nothing is waited for: in what
   * state its session would be is not known.
   *
   * @throws PostgresError of the first one that failed; ConnectionLost when nobody can tell what was done
   */
  run(commands: readonly Command[]): readonly CommandResult[] {
    if (this.#isLost) throw new ConnectionLost('it was given up');
    try {
      return this.#ask({ kind: 'run', commands });
    } catch (error) {
      if (error instanceof ConnectionLost) this.giveUp();
      throw error;
    }
  }

  close(): void {
    this.#ask({ kind: 'close' });
    this.#port.close();
    void this.#worker.terminate();
  }

  #ask(message: Unnumbered<ToLink>): readonly CommandResult[] {
    const id = this.#nextId();
    this.#port.postMessage({ ...message, id });
    const reply = this.#replyTo(id);
    if ('results' in reply) return reply.results;
    const { failure } = reply;
    throw failure.sqlState === undefined ? new ConnectionLost(failure.message) : new PostgresError(failure);
  }

  /** Never 0, and within 31 bits: the bell is a number of 32. */
  #nextId(): number {
    this.#lastId = (this.#lastId % 0x7fff_fffe) + 1;
    return this.#lastId;
  }

  #replyTo(id: number): FromLink {
    const deadlineMs = performance.now() + this.#waitMs;
    for (;;) {
      const before = Atomics.load(this.#bell, 0);
      for (let next = receiveMessageOnPort(this.#port); next !== undefined; next = receiveMessageOnPort(this.#port)) {
        // An earlier one was given up.
        if (next.message.id === id) return next.message;
      }
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) throw new ConnectionLost('PostgreSQL did not answer in time');
      Atomics.wait(this.#bell, 0, before, leftMs);
    }
  }
}
