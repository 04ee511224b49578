import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import { ImError } from '@warbler/protocol';
import type { Bus, BusListener } from './bus.ts';
import { authenticatorOf } from './nats-credentials.ts';

/** How to reach NATS. */
export interface NatsOptions {
  /** Addresses, `nats://host:port` or `tls://host:port`, separated by commas. */
  readonly url: string;
  /** A `.creds` file as `nsc` makes it, in the place of a name and a password. */
  readonly credentialsFile: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** The authority that the servers' certificates are checked by, where it is not one that the system knows. */
  readonly tlsCaFile: string | undefined;
  /** The certificate of this node and its key, where NATS asks for them. */
  readonly tlsCertFile: string | undefined;
  readonly tlsKeyFile: string | undefined;
  /** What NATS calls this connection in its own lists. */
  readonly name: string;
  /** Something went wrong that has not cut the connection. */
  readonly onProblem: (error: unknown) => void;
}

/** First wait and what is added at random, so that nodes don't come back in one moment. */
const RECONNECT_MS = 250;
const RECONNECT_JITTER_MS = 750;

/** One address may be gone without an answer; the next one is tried after so long. */
const CONNECT_MS = 3000;

/** A connection that does not answer within this is dead, whatever the system says of it. */
const ANSWER_MS = 3000;

/** How often a connection that nothing is published on is asked whether it lives. */
const PING_MS = 2000;

/** Bytes that may be on their way to NATS without being confirmed; more is not sent. */
const UNCONFIRMED_BYTES_MAX = 64 * 1_048_576;

/** A server that is alone does without the client library. */
const load = createRequire(import.meta.url);

/**
 * Connects to NATS in the background: the node works before the bus does.
 *
 * @throws ImError `invalidParameter` for a file that can't be read, or is no `.creds` file
 */
export function createNatsBus(options: NatsOptions): Bus {
  const { onProblem } = options;
  const library: typeof import('@nats-io/transport-node') = load('@nats-io/transport-node');
  const { credentialsFile = '' } = options;
  const credentials = readIfNamed(options.credentialsFile, 'natsCredentialsFile');
  const authenticator = credentials && authenticatorOf(credentials, credentialsFile, library);
  const tls = tlsOf(options);
  const subscriptions = new Map<string, { onMessage: (payload: Uint8Array) => void; line?: Subscription }>();
  let connection: NatsConnection | undefined;
  let listener: BusListener | undefined;
  let isConnected = false;
  let isStopped = false;
  let unconfirmedBytes = 0;
  let retry: NodeJS.Timeout | undefined;

  const setConnected = (next: boolean, reason?: Error) => {
    if (isConnected === next || isStopped) return;
    isConnected = next;
    unconfirmedBytes = 0;
    if (next) listener?.onConnected();
    else listener?.onCut(reason);
  };
  const open = (subject: string) => {
    const entry = subscriptions.get(subject);
    if (entry === undefined || connection === undefined) return;
    entry.line = connection.subscribe(subject, {
      callback: (error, message) => (error === null ? entry.onMessage(message.data) : onProblem(error)),
    });
  };
  const follow = async (nats: NatsConnection) => {
    for await (const status of nats.status()) {
      if (status.type === 'disconnect') setConnected(false);
      else if (status.type === 'reconnect') setConnected(true);
      else if (status.type === 'error') onProblem(status.error);
    }
  };
  const explain = (error: unknown) =>
    authenticator !== undefined && error instanceof library.AuthorizationError
      ? new Error(`NATS refuses the user of natsCredentialsFile ${credentialsFile}`, { cause: error })
      : error;
  const start = async () => {
    try {
      const nats = await library.connect({
        servers: options.url.split(','),
        name: options.name,
        noEcho: true,
        timeout: CONNECT_MS,
        maxReconnectAttempts: -1,
        ignoreAuthErrorAbort: true,
        reconnectTimeWait: RECONNECT_MS,
        reconnectJitter: RECONNECT_JITTER_MS,
        reconnectJitterTLS: RECONNECT_JITTER_MS,
        ...(authenticator === undefined ? {} : { authenticator }),
        ...(options.user === undefined ? {} : { user: options.user, pass: options.password ?? '' }),
        ...(tls === undefined ? {} : { tls }),
      });
      if (isStopped) return await nats.close();
      connection = nats;
      for (const subject of subscriptions.keys()) open(subject);
      follow(nats).catch(onProblem);
      setConnected(true);
    } catch (error) {
      onProblem(explain(error));
      if (isStopped) return;
      retry = setTimeout(begin, RECONNECT_MS + Math.random() * RECONNECT_JITTER_MS).unref();
    }
  };
  const confirm = async () => {
    const nats = connection;
    if (nats === undefined || !isConnected) return false;
    const bytes = unconfirmedBytes;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('NATS does not answer')), ANSWER_MS);
    });
    try {
      await Promise.race([nats.flush(), late]);
      unconfirmedBytes = Math.max(0, unconfirmedBytes - bytes);
      return true;
    } catch (error) {
      if (connection === nats && isConnected) {
        setConnected(false, error as Error);
        nats.reconnect().catch(onProblem);
      }
      return false;
    } finally {
      clearTimeout(timer);
    }
  };
  const pinger = setInterval(() => void confirm(), PING_MS);
  pinger.unref();
  let starting: Promise<void> = Promise.resolve();
  const begin = () => {
    starting = start();
  };
  begin();

  return {
    get state() {
      return isConnected ? 'connected' : 'cut';
    },
    listen(next) {
      listener = next;
      if (isConnected) next.onConnected();
    },
    publish(subject, payload) {
      if (!isConnected || connection === undefined) return false;
      if (payload.length > (connection.info?.max_payload ?? 0)) return false;
      if (unconfirmedBytes + payload.length > UNCONFIRMED_BYTES_MAX) return false;
      unconfirmedBytes += payload.length;
      connection.publish(subject, payload);
      return true;
    },
    subscribe(subject, onMessage) {
      const entry: { onMessage: typeof onMessage; line?: Subscription } = { onMessage };
      subscriptions.set(subject, entry);
      open(subject);
      return () => {
        if (subscriptions.get(subject) === entry) subscriptions.delete(subject);
        entry.line?.unsubscribe();
      };
    },
    confirm,
    async stop() {
      isStopped = true;
      isConnected = false;
      clearInterval(pinger);
      clearTimeout(retry);
      await starting;
      await connection?.close();
      connection = undefined;
    },
  };
}

function tlsOf({ url, tlsCaFile, tlsCertFile, tlsKeyFile }: NatsOptions) {
  const ca = readIfNamed(tlsCaFile, 'natsTlsCaFile');
  const cert = readIfNamed(tlsCertFile, 'natsTlsCertFile');
  const key = readIfNamed(tlsKeyFile, 'natsTlsKeyFile');
  // Asking for TLS by the address alone is asking for it as well: without it nothing is sent.
  if (!url.startsWith('tls:') && ca === undefined && cert === undefined && key === undefined) return undefined;
  return {
    ...(ca === undefined ? {} : { ca: ca.toString() }),
    ...(cert === undefined ? {} : { cert: cert.toString() }),
    ...(key === undefined ? {} : { key: key.toString() }),
  };
}

function readIfNamed(path: string | undefined, setting: string): Buffer | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new ImError('invalidParameter', { message: `${setting}: ${path} cannot be read`, cause });
  }
}
