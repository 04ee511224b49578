import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { Bus } from './cluster/index.ts';
import type { Storage } from './open-storage.ts';
import type { StartInfo } from './seed-new-data.ts';
import type { SqliteBinding } from './storage/index.ts';

/** What tests and embedders may put in place of the real thing. */
export interface ServerPorts {
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly sqliteBinding?: SqliteBinding;
  /** Pages the database file may have; for tests of a full disk. */
  readonly maxDatabasePages?: number;
  /** An open storage, in the place of one over the data folder: several servers of one process share it. */
  readonly storage?: Storage;
  /** Which node of the cluster this is, 0 to 30; 0 when it is left out. No other node of it may have the same number. */
  readonly node?: number;
  /** The way to the other nodes, in the place of NATS. */
  readonly bus?: Bus;
  /** The storage thread died. The server can't go on; the default ends the process so that a supervisor restarts it. */
  readonly onFatal?: (error: Error) => void;
}

/** A running cloud. */
export interface RunningServer {
  /** Where it listens, e.g. `http://127.0.0.1:4100`. */
  readonly url: string;
  readonly port: number;
  /** What a person needs to begin. */
  readonly start: StartInfo;
  /** Answers what is in flight, closes every connection and lets go of the data folder; within `limits.stopMs`. */
  stop(): Promise<void>;
}
