import type { ConversationId, ImError, UserId } from '@warbler/protocol';
import { authoredFrom, isWithoutFile } from '../content/outgoing-message.ts';
import type { LocalMessageId, Message, OutgoingContent, SendFailure } from '../message.ts';
import type { Clock } from '../platform/clock.ts';
import type { Storage, StoredValue } from '../storage/storage.ts';
import { postError, postedError, type Taken } from './tab-words.ts';

/** A message in the store on its way from a follower to the leader. */
export interface HandedOver {
  readonly localId: LocalMessageId;
  readonly conversationId: ConversationId;
  readonly content: OutgoingContent;
  readonly timestampMs: number;
}

/** What a tab needs to hand messages over. */
export interface HandoversOptions {
  readonly clock: Clock;
  /** Distinguishes this tab's messages from those of all others. */
  readonly tab: string;
  readonly storage: Storage;
  /** Where the messages of the account lie in the store. */
  readonly prefix: string;
  /** Whether this tab has the conversation's window from whoever leads now, so that it shows what that one has taken. */
  hasWindow(conversationId: ConversationId): boolean;
  /** A message came into the store. */
  handed(): void;
  changed(conversationId: ConversationId, message: Message): void;
}

interface Pending {
  readonly message: Message;
  readonly content: OutgoingContent;
  readonly isStored: boolean;
  readonly isTaken: boolean;
}

/** Digits of a time in ms, until the year 2286: keys sort by time. */
const timeDigits = 13;

/** Messages that this tab has shown and the leader has not: shows them, stores them, and forgets them once they are taken. */
export class Handovers {
  readonly #options: HandoversOptions;
  readonly #pending = new Map<LocalMessageId, Pending>();
  readonly #waiting = new Map<LocalMessageId, (() => void)[]>();
  #lastMs = 0;

  constructor(options: HandoversOptions) {
    this.#options = options;
  }

  /** Whether a message is on its way to the leader. */
  get isWaiting(): boolean {
    return [...this.#pending.values()].some(({ isTaken, message }) => !isTaken && message.status === 'sending');
  }

  /** Messages on their way that wait for their files. */
  get held(): readonly Message[] {
    const own = [...this.#pending.values()].map(({ message }) => message);
    return own.filter((message) => message.status === 'sending' && isWithoutFile(message));
  }

  /** Shows a message and hands it over. */
  send(me: UserId, conversationId: ConversationId, content: OutgoingContent): Message {
    const { clock, tab } = this.#options;
    this.#lastMs = Math.max(clock.now(), this.#lastMs + 1);
    const message: Message = {
      localId: `${String(this.#lastMs).padStart(timeDigits, '0')}-${tab}` as LocalMessageId,
      conversationId,
      from: me,
      isOwn: true,
      timestampMs: clock.now(),
      ...authoredFrom(content, []),
      status: 'sending',
    };
    this.#put(message, content);
    return message;
  }

  /** Hands a message over anew that could not be stored or was refused. Tells whether it was one of these. */
  resend(localId: LocalMessageId): boolean {
    const pending = this.#pending.get(localId);
    if (!pending) return false;
    if (pending.message.status !== 'failed') return true;
    const { failure: _, ...message } = pending.message;
    this.#put({ ...message, status: 'sending' }, pending.content);
    return true;
  }

  /** The leader has them, or does not want them. */
  taken(taken: readonly Taken[]): void {
    for (const { localId, refusal } of taken) {
      const pending = this.#pending.get(localId);
      if (!pending) continue;
      const error = postedError(refusal);
      if (error) this.#fail(pending, error);
      else this.#pending.set(localId, { ...pending, isTaken: true });
      for (const resolve of this.#waiting.get(localId) ?? []) resolve();
      this.#waiting.delete(localId);
    }
    this.settle();
  }

  /** There is a new leader: what the one before has taken, it may not have had the time to tell. */
  async reconcile(): Promise<void> {
    const { prefix, storage } = this.#options;
    for (const [localId, { isStored, isTaken }] of [...this.#pending]) {
      if (!isStored || isTaken) continue;
      if ((await storage.get(prefix + localId)) === undefined) this.taken([{ localId }]);
    }
  }

  /** Forgets what was taken and can be seen in its window. */
  settle(): void {
    for (const [localId, { isTaken, message }] of this.#pending) {
      if (isTaken && this.#options.hasWindow(message.conversationId)) this.#pending.delete(localId);
    }
  }

  /** The window with what is not in it yet. */
  over(conversationId: ConversationId, window: readonly Message[]): readonly Message[] {
    const own = [...this.#pending.values()].filter(({ message }) => message.conversationId === conversationId);
    if (own.length === 0) return window;
    const shown = new Set(window.map(({ localId }) => localId));
    return [...window, ...own.flatMap(({ message }) => (shown.has(message.localId) ? [] : message))];
  }

  /** Resolves once the leader has it; to the message when it was refused. */
  async whenTaken(localId: LocalMessageId): Promise<Message | undefined> {
    const pending = this.#pending.get(localId);
    if (pending?.message.status === 'sending' && !pending.isTaken) {
      await new Promise<void>((resolve) => {
        this.#waiting.set(localId, [...(this.#waiting.get(localId) ?? []), resolve]);
      });
    }
    const message = this.#pending.get(localId)?.message;
    return message?.status === 'failed' ? message : undefined;
  }

  #put(message: Message, content: OutgoingContent): void {
    const { changed, handed, prefix, storage } = this.#options;
    const { conversationId, localId, timestampMs } = message;
    this.#pending.set(localId, { message, content, isStored: false, isTaken: false });
    changed(conversationId, message);
    const row = { localId, conversationId, content, timestampMs };
    // What can be sent is plain, which the type of a content does not say.
    const value = row as unknown as StoredValue;
    storage.write([{ key: prefix + localId, value }]).then(
      () => {
        const pending = this.#pending.get(localId);
        if (pending) this.#pending.set(localId, { ...pending, isStored: true });
        handed();
      },
      (error: unknown) => this.taken([{ localId, refusal: postError(error) }]),
    );
  }

  #fail({ content, message }: Pending, { code, message: text }: ImError): void {
    const failure: SendFailure = { code, message: text };
    const failed: Message = { ...message, status: 'failed', failure };
    this.#pending.set(message.localId, { message: failed, content, isStored: false, isTaken: false });
    this.#options.changed(message.conversationId, failed);
  }
}
