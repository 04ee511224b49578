import { type AppId, ImError } from '@warbler/protocol';
import type { Platform } from '../platform/platform.ts';
import type { Storage } from '../storage/storage.ts';
import { dnsKey } from '../store/keys.ts';
import { fetchEnvelope } from './fetch-envelope.ts';
import { type Fields, fieldsOf, listOf, textOf } from './fields.ts';
import { withQuery } from './with-query.ts';

/** Where a cluster of servers is reached. */
export interface ServerAddress {
  /** REST base, without a slash at the end. */
  readonly rest: string;
  /** WebSocket address. */
  readonly socket: string;
}

/** What the directory needs. */
export interface ServerDirectoryOptions {
  readonly platform: Platform;
  readonly storage: Storage;
  readonly appId: AppId;
  /** The full address of the DNS answer. */
  readonly dns: string;
}

/** After so many failed connections in a row the stored answer is not trusted any more. */
const attemptsPerAnswer = 3;

/** Finds the servers of the app: by the stored DNS answer at once, refreshed in the background, else by asking. */
export class ServerDirectory {
  readonly #options: ServerDirectoryOptions;
  #addresses: readonly ServerAddress[] | undefined;
  #asking: Promise<readonly ServerAddress[]> | undefined;

  constructor(options: ServerDirectoryOptions) {
    this.#options = options;
  }

  /**
   * The servers to use; `failedAttempts` in a row choose the next cluster and, after all, a fresh answer.
   * @throws ImError `dnsAppUnknown`, `appFrozen`, `serverUnreachable`, ...
   */
  async find(failedAttempts = 0): Promise<ServerAddress> {
    const isAnswerDoubtful = failedAttempts > 0 && failedAttempts % attemptsPerAnswer === 0;
    const addresses = isAnswerDoubtful ? await this.#askAgain() : await this.#known();
    const address = addresses[Math.floor(failedAttempts / attemptsPerAnswer) % addresses.length];
    if (!address) throw new ImError('responseInvalid', { message: 'The DNS answer names no server' });
    return address;
  }

  /** The server to use, when it is known already. */
  get known(): ServerAddress | undefined {
    return this.#addresses?.[0];
  }

  async #known(): Promise<readonly ServerAddress[]> {
    if (this.#addresses) return this.#addresses;
    const stored = await this.#options.storage.get(dnsKey(this.#options.appId));
    if (!Array.isArray(stored) || stored.length === 0) return this.#ask();
    this.#addresses = stored as unknown as readonly ServerAddress[];
    // The stored answer is good enough until the new one comes; when none comes, the connection tells.
    this.#ask().catch(() => undefined);
    return this.#addresses;
  }

  /** An old answer is better than none. */
  async #askAgain(): Promise<readonly ServerAddress[]> {
    return this.#ask().catch((error: unknown) => {
      if (this.#addresses) return this.#addresses;
      throw error;
    });
  }

  #ask(): Promise<readonly ServerAddress[]> {
    this.#asking ??= this.#fetch().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #fetch(): Promise<readonly ServerAddress[]> {
    const { platform, storage, appId, dns } = this.#options;
    const url = withQuery(dns, { app_id: appId, source: 'sdk' });
    const { data } = await fetchEnvelope(platform, { url, headers: { app_id: appId } });
    const answer = fieldsOf(data);
    if (answer.app_status === 'frozen') throw new ImError('appFrozen');
    if (answer.app_status === 'banned' || answer.app_status === 'revoked') throw new ImError('appStatusAbnormal');
    const addresses = readAddresses(answer);
    this.#addresses = addresses;
    await storage.write([{ key: dnsKey(appId), value: addresses.map((address) => ({ ...address })) }]);
    return addresses;
  }
}

function readAddresses(answer: Fields): readonly ServerAddress[] {
  const groups = listOf(answer.dns_list).map(fieldsOf);
  const publicGroup = groups.find(({ group_level }) => group_level === 0);
  const addresses = listOf(publicGroup?.clusters).map(fieldsOf).flatMap(readCluster);
  if (addresses.length === 0) throw new ImError('responseInvalid', { message: 'The DNS answer names no server' });
  return addresses;
}

function readCluster({ ratel, ws }: Fields): readonly ServerAddress[] {
  const rest = readEndpoint(ratel);
  const socket = readEndpoint(ws);
  if (!rest || !socket) return [];
  return [{ rest, socket: `${socket.replace(/^http/, 'ws')}/` }];
}

function readEndpoint(endpoints: unknown): string | undefined {
  const [first] = listOf(endpoints);
  if (first === undefined) return undefined;
  const fields = fieldsOf(first);
  const host = textOf(fields, 'host');
  return host === '' ? undefined : `${textOf(fields, 'protocol') || 'https'}://${host}`;
}
