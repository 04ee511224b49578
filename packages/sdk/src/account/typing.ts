import type { ConversationId, UserId } from '@warbler/protocol';
import type { Emitter } from '../emitter.ts';
import type { Clock } from '../platform/clock.ts';

/** A peer is told again after this; its display lasts a little longer. */
const tellEveryMs = 3_000;
const showMs = 6_000;

/** Who is typing where: tells peers, seldom enough, and the app. */
export class Typing {
  readonly #clock: Clock;
  readonly #emitter: Emitter;
  readonly #toldMs = new Map<ConversationId, number>();
  readonly #shownUntilMs = new Map<ConversationId, number>();

  constructor(clock: Clock, emitter: Emitter) {
    this.#clock = clock;
    this.#emitter = emitter;
  }

  /** Whether the peer should be told now that the user is typing. */
  mayTell(conversationId: ConversationId): boolean {
    const nowMs = this.#clock.elapsed();
    if (nowMs - (this.#toldMs.get(conversationId) ?? Number.NEGATIVE_INFINITY) < tellEveryMs) return false;
    this.#toldMs.set(conversationId, nowMs);
    return true;
  }

  /** The user sent a message: the next one is typed anew. */
  sent(conversationId: ConversationId): void {
    this.#toldMs.delete(conversationId);
  }

  /** A peer types, or has stopped. */
  heard(conversationId: ConversationId, userId: UserId, isTyping: boolean): void {
    const nowMs = this.#clock.now();
    const untilMs = isTyping ? nowMs + showMs : nowMs;
    this.#shownUntilMs.set(conversationId, untilMs);
    this.#emitter.emit('typing', { conversationId, userId, untilMs });
  }

  /** A peer's message is here: it is not being typed any more. */
  arrived(conversationId: ConversationId, userId: UserId): void {
    if ((this.#shownUntilMs.get(conversationId) ?? 0) > this.#clock.now()) this.heard(conversationId, userId, false);
  }
}
