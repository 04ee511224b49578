/**
 * Something that is here, or will be. What memory knows is answered at once, since a message that is asked about ten times on its
 * way would make dozens of promises: more than half of what it costs this thread. `await` takes both.
 */
export type Awaitable<Value> = Value | Promise<Value>;

/** Goes on with a value: at once when it is here, and what that throws is thrown. */
export function andThen<Value, Next>(
  value: Awaitable<Value>,
  next: (value: Value) => Awaitable<Next>,
): Awaitable<Next> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Does something, and has `onFailure` answer for it when it throws or rejects. */
export function attempt<Value>(work: () => Awaitable<Value>, onFailure: (cause: unknown) => Value): Awaitable<Value> {
  try {
    const value = work();
    return value instanceof Promise ? value.catch(onFailure) : value;
  } catch (cause) {
    return onFailure(cause);
  }
}
