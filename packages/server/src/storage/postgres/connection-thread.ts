// The thread that speaks with PostgreSQL while the storage thread waits for it.
import { workerData } from 'node:worker_threads';
import pg from 'pg';
import type { SqlValue } from '../sql-connection.ts';
import type { LinkWorkerData } from './blocking-link.ts';
import type { Command, CommandFailure, CommandResult, FromLink, ToLink } from './link-messages.ts';

const { port, bell: bellBuffer, connection: options } = workerData as LinkWorkerData;
const bell = new Int32Array(bellBuffer);
let client: pg.Client | undefined;

port.on('message', (message: ToLink) => {
  void answer(message).then((reply) => {
    port.postMessage(reply);
    Atomics.store(bell, 0, message.id);
    Atomics.notify(bell, 0);
    if (message.kind === 'close') port.close();
  });
});

async function answer(message: ToLink): Promise<FromLink> {
  const { id } = message;
  try {
    switch (message.kind) {
      case 'connect':
        await connect();
        return { id, results: [] };
      case 'run':
        return { id, results: await run(message.commands) };
      case 'close':
        await client?.end();
        return { id, results: [] };
      default:
        return message satisfies never;
    }
  } catch (error) {
    return { id, failure: describe(error) };
  }
}

async function connect(): Promise<void> {
  const old = client;
  client = undefined;
  // It is broken, or it would be kept: how it ends is of no matter.
  void old?.end().catch(() => undefined);
  const next = new pg.Client({
    connectionString: options.url,
    application_name: options.name,
    connectionTimeoutMillis: options.connectMs,
    statement_timeout: options.statementMs,
    idle_in_transaction_session_timeout: options.idleInTransactionMs,
    keepAlive: true,
    pipeline: true,
    types: { getTypeParser },
  } as pg.ClientConfig);
  // An idle connection that dies is noticed by the next command.
  next.on('error', () => {
    if (client === next) client = undefined;
  });
  await next.connect();
  // Whatever the server's settings say: what is answered is durable.
  await next.query('set synchronous_commit = on');
  client = next;
}

/** Sends all commands at once; they run one after the other, and the first failure counts. */
async function run(commands: readonly Command[]): Promise<readonly CommandResult[]> {
  const connected = client;
  if (connected === undefined) throw new Error('the connection to PostgreSQL was lost');
  const outcomes = await Promise.allSettled(commands.map((command) => query(connected, command)));
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

async function query(connected: pg.Client, { text, name, values }: Command): Promise<CommandResult> {
  const parameters = values?.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value));
  const result = await connected.query<SqlValue[]>({
    text,
    rowMode: 'array',
    ...(name === undefined ? {} : { name }),
    ...(parameters === undefined ? {} : { values: parameters }),
  });
  // A text of several statements gives a list of results.
  const last = (Array.isArray(result) ? result.at(-1) : result) as pg.QueryArrayResult<SqlValue[]>;
  return {
    columns: last.fields.map((field) => field.name),
    rows: last.rows,
    changes: last.rowCount ?? 0,
    tag: last.command,
  };
}

const BYTEA = 17;
const BOOLEAN = 16;
const NUMBERS: ReadonlySet<number> = new Set([20, 21, 23, 1700]);

/** Numbers and truth values as SQLite gives them; everything else is text. */
function getTypeParser(type: number): (text: string) => SqlValue {
  if (NUMBERS.has(type)) return Number;
  if (type === BOOLEAN) return (text) => (text === 't' ? 1 : 0);
  if (type === BYTEA) return (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'));
  return (text) => text;
}

function describe(error: unknown): CommandFailure {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, severity, table, detail } = error as Partial<pg.DatabaseError>;
  if (severity === undefined || code === undefined) return { message: error.message };
  return {
    message: error.message,
    sqlState: code,
    ...(table === undefined ? {} : { table }),
    ...(detail === undefined ? {} : { detail }),
  };
}
