import type { ClientEventHandler, ClientEventName, ClientEvents } from './events.ts';

type Handlers = { readonly [Name in ClientEventName]: Set<ClientEventHandler<Name>> };

/** Calls the handlers of a client's events. */
export class Emitter {
  readonly #handlers: Handlers = {
    conversations: new Set(),
    messages: new Set(),
    command: new Set(),
    connection: new Set(),
    typing: new Set(),
    profiles: new Set(),
    groups: new Set(),
    groupMembers: new Set(),
    requests: new Set(),
    storageTrimmed: new Set(),
    signedOut: new Set(),
    problem: new Set(),
  };

  on<Name extends ClientEventName>(name: Name, handler: ClientEventHandler<Name>): () => void {
    // A function of its own, so that a handler given twice is called twice and ends one at a time.
    const own: ClientEventHandler<Name> = (event) => handler(event);
    this.#handlers[name].add(own);
    return () => {
      this.#handlers[name].delete(own);
    };
  }

  emit<Name extends ClientEventName>(name: Name, event: ClientEvents[Name]): void {
    for (const handler of [...this.#handlers[name]]) {
      try {
        handler(event);
      } catch (error) {
        // The app's own mistake must show as its own, and must not break the client or its other handlers.
        reportLater(error);
      }
    }
  }
}

function reportLater(error: unknown): void {
  const report = () => {
    throw error;
  };
  if (typeof queueMicrotask === 'undefined') setTimeout(report);
  else queueMicrotask(report);
}
