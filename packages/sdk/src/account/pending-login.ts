import { ImError } from '@warbler/protocol';
import { backoffMs } from '../connection/backoff.ts';
import type { Platform } from '../platform/platform.ts';

/** What a pending login needs. */
export interface PendingLoginOptions<Login> {
  readonly platform: Platform;
  logIn(): Promise<Login>;
  done(login: Login): void;
  /** The server said no. */
  refused(error: ImError): void;
}

/** Asks the server for a token until it gives one or refuses: local data is open meanwhile. */
export class PendingLogin<Login> {
  readonly #options: PendingLoginOptions<Login>;
  readonly #endWake: () => void;
  #attempt = 0;
  #isOver = false;
  #isAsking = false;
  #cancelRetry = () => undefined as void;

  constructor(options: PendingLoginOptions<Login>) {
    this.#options = options;
    this.#endWake = options.platform.onWake(() => this.tryNow());
    this.tryNow();
  }

  /** Waits no longer: the network may be back. */
  tryNow(): void {
    if (this.#isOver || this.#isAsking) return;
    this.#isAsking = true;
    this.#cancelRetry();
    const { logIn, done } = this.#options;
    logIn().then(
      (login) => {
        if (!this.#isOver) done(login);
        this.stop();
      },
      (error: unknown) => this.#failed(ImError.from(error)),
    );
  }

  stop(): void {
    this.#isOver = true;
    this.#cancelRetry();
    this.#endWake();
  }

  #failed(error: ImError): void {
    this.#isAsking = false;
    if (this.#isOver) return;
    const { platform, refused } = this.#options;
    if (!error.entry.isRetryable) {
      this.stop();
      return refused(error);
    }
    this.#cancelRetry = platform.clock.after(
      backoffMs(this.#attempt, () => platform.random()),
      () => this.tryNow(),
    );
    this.#attempt += 1;
  }
}
