import { setTimeout as sleep } from 'node:timers/promises';
import { BodyType, decodeUserNotice, MetaNamespace, StatusCode, type SyncDL, UserNoticeType } from '@warbler/protocol';
import { DeployedClient, type Random, type TestUser } from '@warbler/test-kit';
import type { Ledger, LedgerSend } from './ledger.ts';

/** A conversation as one person has it. */
export interface LoadConversation {
  /** The peer or the group. */
  readonly id: number;
  /** The same for everybody in it. */
  readonly key: string;
  readonly isGroup: boolean;
}

/** Who writes what where. */
export interface LoadClientOptions {
  readonly index: number;
  readonly user: TestUser;
  readonly token: string;
  readonly conversations: readonly LoadConversation[];
  /** Where it may connect. */
  readonly addresses: readonly string[];
  readonly ledger: Ledger;
  readonly random: Random;
}

type Outstanding =
  | { readonly kind: 'send'; readonly send: LedgerSend; readonly to: LoadConversation; readonly clientMid: number }
  | { readonly kind: 'read'; readonly mid: number; readonly of: LoadConversation; readonly clientMid: number };

/** An answer that does not come within this means that the connection is dead. Deployed clients wait longer. */
const ANSWER_MS = 3000;
/** A connection is given up after this. */
const CONNECT_MS = 2000;
/** Deployed clients: 50 s. */
const HEARTBEAT_MS = 4000;
const TRAIL_MAX = 20;
/** Between two sends, on the average. */
const PAUSE_MS = 250;

/**
 * Writes without end, reads, beats, and goes to another server as soon as its own does not answer. What was not
 * acknowledged is sent again under the same id, as deployed clients do.
 */
export class LoadClient {
  readonly index: number;
  readonly user: TestUser;
  readonly conversations: readonly LoadConversation[];
  readonly device: DeployedClient;
  /** When sends were acknowledged, by `performance.now()`. */
  readonly acknowledgedMs: number[] = [];
  /** What went wrong lately and how it went on, with the time: for whoever wonders why it took so long. */
  readonly trail: string[] = [];
  readonly #options: LoadClientOptions;
  #outstanding: Outstanding | undefined;
  #isSending = false;
  #isOver = false;
  #beatMs = 0;
  readonly #life: Promise<void>;

  constructor(options: LoadClientOptions) {
    const { index, user, token, conversations, addresses } = options;
    this.#options = options;
    this.index = index;
    this.user = user;
    this.conversations = conversations;
    this.device = new DeployedClient({
      url: addresses[index % addresses.length] as string,
      transport: 'websocket',
      userId: user.userId,
      token,
      deviceGuid: `load ${index}`,
      connectMs: CONNECT_MS,
    });
    this.#life = this.#live();
  }

  /** Writes, beginning at the server that is this client's own. */
  send(): void {
    this.#isSending = true;
    const { addresses, index } = this.#options;
    const home = addresses[index % addresses.length] as string;
    if (this.device.url === home) return;
    this.device.url = home;
    this.device.disconnect();
  }

  /** Writes no more once what is outstanding is acknowledged. */
  rest(): void {
    this.#isSending = false;
  }

  get isSettled(): boolean {
    return !this.#isSending && this.#outstanding === undefined && this.device.isConnected;
  }

  async leave(): Promise<void> {
    this.#isOver = true;
    this.device.disconnect();
    await this.#life;
  }

  async #live(): Promise<void> {
    const { random } = this.#options;
    while (!this.#isOver) {
      try {
        if (!this.device.isConnected) await this.#connect();
        if (performance.now() - this.#beatMs > HEARTBEAT_MS) await this.#beat();
        if (this.#isSending || this.#outstanding !== undefined) await this.#write();
      } catch (error) {
        this.#note(error instanceof Error ? error.message : String(error));
        this.#moveOn();
      }
      await sleep(PAUSE_MS * (0.5 + random.next()));
    }
  }

  async #connect(): Promise<void> {
    await this.device.connect();
    const { code, reason } = await within(ANSWER_MS, this.device.provision());
    if (code !== StatusCode.OK) {
      if (code !== StatusCode.FAIL) this.#problem(`was not let in: ${code} ${reason}`);
      throw new Error(reason);
    }
    await this.#beat();
    for (const { id } of this.conversations) await within(ANSWER_MS, this.device.pullAll(id));
    this.#note('is in');
  }

  async #beat(): Promise<void> {
    this.#beatMs = performance.now();
    await within(ANSWER_MS, this.device.unread());
  }

  async #write(): Promise<void> {
    this.#outstanding ??= this.#next();
    const written = this.#outstanding;
    const { status, serverMid } = await within(ANSWER_MS, this.#submit(written));
    if (status?.code === StatusCode.OK) {
      this.#outstanding = undefined;
      this.#acknowledged(written, serverMid);
    } else if (status?.code === StatusCode.FAIL) this.#options.ledger.refused();
    else this.#problem(`was answered ${status?.code} ${status?.reason}`);
  }

  #next(): Outstanding {
    const { random, ledger, conversations, index } = this.#options;
    const conversation = random.pick(conversations);
    const clientMid = this.device.nextClientMid();
    const newest = random.next() < 0.1 ? this.device.messages(conversation.id).at(-1) : undefined;
    if (newest !== undefined) return { kind: 'read', mid: newest.mid, of: conversation, clientMid };
    return { kind: 'send', send: ledger.begin(index, conversation.key), to: conversation, clientMid };
  }

  #submit(written: Outstanding): Promise<SyncDL> {
    const { clientMid } = written;
    if (written.kind === 'read') return this.device.readAll(written.of.id, written.mid, clientMid);
    const type = written.to.isGroup ? BodyType.GROUPCHAT : BodyType.CHAT;
    return this.device.sendText(written.to.id, written.send.text, { clientMid, type });
  }

  #acknowledged(written: Outstanding, serverMid: number): void {
    if (written.kind === 'read') this.#options.ledger.read(this.index, written.of.key, written.mid);
    else {
      written.send.mid = serverMid;
      this.acknowledgedMs.push(performance.now());
    }
  }

  /** To the next server. */
  #moveOn(): void {
    const { addresses } = this.#options;
    this.device.disconnect();
    this.device.url = addresses[(addresses.indexOf(this.device.url) + 1) % addresses.length] as string;
  }

  #note(text: string): void {
    const server = this.#options.addresses.indexOf(this.device.url);
    this.trail.push(`${(performance.now() / 1000).toFixed(1)} s, server ${server}: ${text}`);
    if (this.trail.length > TRAIL_MAX) this.trail.shift();
  }

  #problem(text: string): void {
    this.#options.ledger.problem(`${this.user.username} ${text}`);
  }
}

/** Ends of sessions that a device was told of; deployed clients log out then. */
export function endsToldTo({ frames }: DeployedClient): readonly number[] {
  return frames.flatMap((frame) => {
    if (frame.kind !== 'sync') return [];
    const notices = frame.sync.metas.filter(({ ns }) => ns === MetaNamespace.USER_NOTICE);
    return notices.map(({ payload }) => decodeUserNotice(payload).type).filter((type) => ENDS.has(type));
  });
}

const ENDS: ReadonlySet<number> = new Set([
  UserNoticeType.KICK_BY_SAME_DEVICE,
  UserNoticeType.KICKED_BY_OTHER_DEVICE,
  UserNoticeType.PASSWORD_CHANGED,
  UserNoticeType.FROZEN,
  UserNoticeType.REMOVED,
]);

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
