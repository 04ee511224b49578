/** Whether messages can reach the other nodes now. */
export type BusState = 'connected' | 'cut';

/** What a bus tells of itself. */
export interface BusListener {
  /** The connection is there, for the first time or again: what was said while it was not is lost. */
  onConnected(): void;
  /** The connection is gone; the bus tries to get it back by itself. */
  onCut(reason: Error | undefined): void;
}

/**
 * Carries messages between the nodes of a cluster, at most once and in the order of the sender. Nothing on it is the
 * truth: what it loses is found in the store. Every implementation passes the bus contract suite.
 */
export interface Bus {
  readonly state: BusState;
  /** Hears of changes of the state from now on; one listener. */
  listen(listener: BusListener): void;
  /**
   * Sends to all other nodes that subscribe to the subject, never to this one. Does not wait and does not throw. The
   * bytes must not change afterwards.
   *
   * @returns false when it is certain that nobody gets it: the bus is cut, too much is on its way, or it is too large
   */
  publish(subject: string, payload: Uint8Array): boolean;
  /** Hears what other nodes publish on a subject, also after a cut. One subscription a subject. @returns what ends it */
  subscribe(subject: string, onMessage: (payload: Uint8Array) => void): () => void;
  /**
   * Resolves to true once everything that was published before has left this node for good and every subscription made
   * before counts; to false when the bus is cut or was meanwhile, which its listener hears of: then none of it is certain.
   */
  confirm(): Promise<boolean>;
  /** Leaves; messages under way may be lost. */
  stop(): Promise<void>;
}
