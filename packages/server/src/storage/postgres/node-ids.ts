import { ImError, type MessageId } from '@warbler/protocol';
import { createMessageIdSource, type MessageIdSource, TRANSIENT_NODE } from '../message-id-source.ts';
import { pause } from './pause.ts';
import type { PostgresConnection } from './postgres-connection.ts';

/** The class of advisory locks that are numbers of nodes. Any number that nobody else uses. */
const NODES = 0x4e6f_6465;

/** How long a session of this node that was lost may hold the node's number after it was told to end. */
const RETAKE_MS = 5000;

/**
 * Another node took this node's number while its connection was gone. What this one would store could get the ids of
 * the other, so it must end; a new start gets a new number.
 */
export class NodeNumberTaken extends Error {
  constructor(node: number) {
    super(`the number ${node} of this node was taken by another while the connection to PostgreSQL was gone`);
    this.name = 'NodeNumberTaken';
  }
}

/**
 * Ids that carry the number of this node. A lock of the session holds the number, so that no other node has it, and it is
 * free when the node dies. The node keeps its number for life: others know it by that.
 */
export class NodeIds implements MessageIdSource {
  readonly #connection: PostgresConnection;
  /** By which PostgreSQL knows the sessions of this node alone. */
  readonly #sessionName: string;
  #source: MessageIdSource | undefined;
  #node = -1;

  constructor(connection: PostgresConnection, sessionName: string) {
    this.#connection = connection;
    this.#sessionName = sessionName;
  }

  get node(): number {
    return this.#node;
  }

  /** The connection was made, the first time or again. @throws ImError `storageUnavailable` when all numbers are taken */
  connected(): void {
    if (this.#source === undefined) this.#take();
    else this.#retake();
  }

  next(nowMs: number, above?: MessageId): MessageId {
    if (this.#source === undefined) throw new Error('ids are asked for before the connection was made');
    return this.#source.next(nowMs, above);
  }

  #take(): void {
    const { rows } = this.#connection.ask({ text: TAKE_ANY, values: [NODES, TRANSIENT_NODE] });
    const node = rows[0]?.[0];
    if (typeof node !== 'number') {
      throw new ImError('storageUnavailable', { message: `all ${TRANSIENT_NODE} numbers of nodes are taken` });
    }
    this.#node = node;
    this.#source = createMessageIdSource({ node });
  }

  /** PostgreSQL may not know yet that the session before is gone, and is told. @throws NodeNumberTaken */
  #retake(): void {
    this.#connection.ask({ text: END_BEFORE, values: [this.#sessionName] });
    const deadlineMs = performance.now() + RETAKE_MS;
    while (this.#connection.ask({ text: TAKE, values: [NODES, this.#node] }).rows[0]?.[0] !== 1) {
      if (performance.now() > deadlineMs) throw new NodeNumberTaken(this.#node);
      pause(50);
    }
  }
}

/** Of a thread that only reads. */
export const NO_IDS = {
  node: 0,
  connected: () => undefined,
  next: (): never => {
    throw new Error('a procedure that is said to read only asked for a message id');
  },
};

const TAKE_ANY = `select node::int8 from generate_series(0, $2::int - 1) as node
  where pg_try_advisory_lock($1::int, node) limit 1`;

const TAKE = 'select pg_try_advisory_lock($1::int, $2::int)';

const END_BEFORE = `select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = $1 and pid <> pg_backend_pid()`;
