import { ImError } from '@warbler/protocol';
import type { Chat } from '../chat/chat.ts';
import type { HistoryLoader } from './history-loader.ts';

/** Questions at once. */
const maxActive = 4;

/** Finds, in the background, the last messages of conversations that the list shows without one. */
export class Previews {
  readonly #loader: HistoryLoader;
  readonly #onProblem: (error: ImError) => void;
  #waiting: Chat[] = [];
  #activeCount = 0;

  constructor(loader: HistoryLoader, onProblem: (error: ImError) => void) {
    this.#loader = loader;
    this.#onProblem = onProblem;
  }

  /** The conversation has been read to its end, and may still have no message to show. */
  want(chat: Chat): void {
    const { id, last, isComplete, isHidden } = chat.record;
    if (last || isComplete || isHidden || id === 0) return;
    this.#waiting.push(chat);
    this.#start();
  }

  /** The session ended. */
  reset(): void {
    this.#waiting = [];
  }

  #start(): void {
    while (this.#activeCount < maxActive) {
      const chat = this.#waiting.shift();
      if (!chat) return;
      this.#activeCount += 1;
      this.#loader
        .preview(chat)
        .catch((error: unknown) => this.#onProblem(ImError.from(error)))
        .finally(() => {
          this.#activeCount -= 1;
          this.#start();
        });
    }
  }
}
