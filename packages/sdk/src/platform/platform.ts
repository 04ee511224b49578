import type { OsType } from '@warbler/protocol';
import type { Clock } from './clock.ts';

/** The part of the standard `WebSocket` that the client uses. */
export interface WebSocketLike {
  /** `arraybuffer`: the client sets it before anything comes. */
  binaryType: string;
  /** The connection is there. */
  onopen: ((event: never) => void) | null;
  /** A frame came; its bytes are the event's `data`, an `ArrayBuffer`. */
  onmessage: ((event: never) => void) | null;
  /** The connection is gone, for whatever reason; it was never there when `onopen` was not called. */
  onclose: ((event: never) => void) | null;
  /** Something went wrong; the client takes it as the end of the connection. */
  onerror: ((event: never) => void) | null;
  /** Sends one binary frame; called only while the connection is there. */
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** Ends the connection. */
  close(): void;
}

/** What the client needs from where it runs. Every part can be replaced; tests replace all of them. */
export interface Platform {
  /** Time and timers. */
  readonly clock: Clock;
  /** A number from 0 to below 1. */
  random(): number;
  /** As the standard `fetch`; of the answer the client reads only the status and the text. */
  fetch(url: string, init: RequestInit): Promise<Pick<Response, 'status' | 'text'>>;
  /** Begins to connect; the handlers are set before anything can happen. */
  openWebSocket(url: string): WebSocketLike;
  /** Calls the handler when the network or the page came back; returns the function that ends it. */
  onWake(handler: () => void): () => void;
  /**
   * Runs once, before the next picture is drawn; returns what cancels it. Events of a busy time are told once for each
   * picture. Absent where nothing is drawn: 16 ms later then.
   */
  onFrame?(run: () => void): () => void;
  /** What the server counts the device as. */
  readonly osType: OsType;
  /** Shown in the user's list of devices. */
  readonly deviceInfo: string;
}
