import { type ConversationId, ImError } from '@warbler/protocol';
import { checkContent } from '../content/check-content.ts';
import type { LocalMessageId, Message, OutgoingContent } from '../message.ts';
import type { Profile } from '../profile.ts';
import type { SessionClient } from '../session-client.ts';
import type { Handovers } from './handovers.ts';
import type { Reading } from './tab-words.ts';

/** What sending from a tab needs. */
export interface SendsOptions {
  readonly handovers: Handovers;
  /** The client of this tab, when it leads and no other can have taken its place. */
  client(): SessionClient | undefined;
  read(path: string, args: readonly unknown[]): unknown;
  call(path: string, args: readonly unknown[], mayRepeat: boolean): Promise<unknown>;
  tell(path: string, args: readonly unknown[]): void;
  /** The windows that this tab has read. */
  windows(): readonly Reading[];
}

/** Sends messages from a tab, whether it leads or hands them over to the one that does. */
export class Sends {
  readonly #options: SendsOptions;

  constructor(options: SendsOptions) {
    this.#options = options;
  }

  /** @throws ImError as `Client.send`. */
  send(conversationId: ConversationId, content: OutgoingContent): Message {
    return this.#send(conversationId, content, (client) => {
      if (client) return client.send(conversationId, content);
      checkContent(content);
      return undefined;
    });
  }

  /** Shows a message whose file has no address yet. @throws ImError `notLoggedIn`. */
  hold(conversationId: ConversationId, content: OutgoingContent): Message {
    return this.#send(conversationId, content, (client) => client?.seam.account()?.hold(conversationId, content));
  }

  /** Messages that wait for their files. */
  get held(): readonly Message[] {
    const { handovers, read } = this.#options;
    const known = read('entry.held', []) as readonly Message[];
    const ids = new Set(known.map(({ localId }) => localId));
    return [...known, ...handovers.held.filter(({ localId }) => !ids.has(localId))];
  }

  /** Tells the leader something of a message of which it may not have heard yet. */
  async callAbout(localId: LocalMessageId, path: string, args: readonly unknown[]): Promise<void> {
    await this.#options.handovers.whenTaken(localId);
    await this.#options.call(path, [localId, ...args], true);
  }

  async whenSettled(localId: LocalMessageId): Promise<Message> {
    const { call, handovers } = this.#options;
    const refused = await handovers.whenTaken(localId);
    if (refused) return refused;
    try {
      return (await call('whenSettled', [localId], true)) as Message;
    } catch (error) {
      // A new leader does not know what an earlier one has settled.
      const message = ImError.from(error).code === 'messageNotFound' ? this.#find(localId) : undefined;
      if (message && message.status !== 'sending') return message;
      throw error;
    }
  }

  resend(localId: LocalMessageId): void {
    const { handovers, tell } = this.#options;
    if (!handovers.resend(localId)) tell('resend', [localId]);
  }

  #send(
    conversationId: ConversationId,
    content: OutgoingContent,
    sendBy: (client: SessionClient | undefined) => Message | undefined,
  ): Message {
    const { client, handovers, read } = this.#options;
    const me = read('me', []) as Profile | undefined;
    if (!me) throw new ImError('notLoggedIn', { message: 'Nobody is signed in' });
    // What waits in the store was sent before.
    const sent = sendBy(handovers.isWaiting ? undefined : client());
    if (sent) return sent;
    // The window shows what becomes of it.
    read('messages', [conversationId]);
    return handovers.send(me.userId, conversationId, content);
  }

  #find(localId: LocalMessageId): Message | undefined {
    const { read, windows } = this.#options;
    const shown = windows().flatMap(({ path, args }) => read(path, args) as readonly Message[]);
    return shown.find((message) => message.localId === localId);
  }
}
