import type { OsType } from '@warbler/protocol';
import type { Clock } from './clock.ts';

/** The part of the standard `WebSocket` that the client uses. */
export interface WebSocketLike {
  binaryType: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

/** What the client needs from where it runs. Every part can be replaced; tests replace all of them. */
export interface Platform {
  readonly clock: Clock;
  /** A number from 0 to below 1. */
  random(): number;
  /** As the standard `fetch`; of the answer the client reads only the status and the text. */
  fetch(url: string, init: RequestInit): Promise<Pick<Response, 'status' | 'text'>>;
  openWebSocket(url: string): WebSocketLike;
  /** Calls the handler when the network or the page came back; returns the function that ends it. */
  onWake(handler: () => void): () => void;
  /**
   * Runs once, before the next picture is drawn; returns what cancels it. Events of a busy time are told once for each
   * picture. Absent where nothing is drawn: 16 ms later then.
   */
  onFrame?(run: () => void): () => void;
  readonly osType: OsType;
  /** Shown in the user's list of devices. */
  readonly deviceInfo: string;
}
