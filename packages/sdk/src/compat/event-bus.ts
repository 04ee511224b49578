/** A handler of an event; it gets one argument. */
export type FlooHandler = (payload: never) => void;

/** What `on` and `off` take: a name with a handler, or handlers by name. */
export type FlooHandlers = Readonly<Record<string, FlooHandler>>;

/** Hands payloads to handlers by name: synchronous, one argument, no return value. */
export class EventBus {
  readonly #handlers = new Map<string, Set<FlooHandler>>();

  /** A handler that is there already is not called twice. */
  on(names: string | FlooHandlers, handler?: FlooHandler): void {
    this.#each(names, handler, (name, one) => {
      const handlers = this.#handlers.get(name) ?? new Set();
      this.#handlers.set(name, handlers.add(one));
    });
  }

  off(names: string | FlooHandlers, handler?: FlooHandler): void {
    this.#each(names, handler, (name, one) => this.#handlers.get(name)?.delete(one));
  }

  /** What a handler throws shows as its own error and disturbs nobody else. */
  fire(name: string, payload?: unknown): void {
    for (const handler of [...(this.#handlers.get(name) ?? [])]) {
      try {
        Reflect.apply(handler, undefined, [payload]);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  #each(
    names: string | FlooHandlers,
    handler: FlooHandler | undefined,
    then: (name: string, handler: FlooHandler) => void,
  ): void {
    const handlers = typeof names === 'string' ? { [names]: handler } : names;
    for (const [name, one] of Object.entries(handlers)) if (typeof one === 'function') then(name, one);
  }
}
