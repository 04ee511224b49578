/** Why the server closes a connection; the WebSocket close codes that clients see. */
export const CloseReason = {
  stopping: { code: 1001, text: 'server is stopping' },
  tooManyBadFrames: { code: 1008, text: 'too many bad frames' },
  notLoggedIn: { code: 1008, text: 'no login in time' },
  silent: { code: 1001, text: 'silent for too long' },
  tooSlow: { code: 1013, text: 'too slow: pull what was missed' },
  serverFull: { code: 1013, text: 'too many connections' },
  /** The session ended for good: a notice said why. */
  ended: { code: 4000, text: 'session ended' },
} as const;

/** One of {@link CloseReason}. */
export type CloseReason = (typeof CloseReason)[keyof typeof CloseReason];

/** One open socket of any transport. One binary message is one frame. */
export interface Connection {
  readonly remoteAddress: string;
  readonly transport: 'websocket' | 'socket.io';
  /** Queues a frame; frames of one tick leave together. Does nothing once closed. */
  send(frame: Uint8Array): void;
  /** Bytes that the peer has not taken yet. */
  waitingBytes(): number;
  /** Sends what waits, then closes. */
  close(reason: CloseReason): void;
  /** Ends it at once, with whatever still waits: for a peer that does not read. */
  cut(): void;
}

/** What a transport tells of a connection. */
export interface ConnectionListener {
  onFrame(bytes: Uint8Array): void;
  onClose(): void;
}

/** A transport calls this for every new connection. */
export type AcceptConnection = (connection: Connection) => ConnectionListener;
