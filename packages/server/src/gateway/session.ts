import type { App } from '../apps/index.ts';
import type { DeviceSession } from '../devices/index.ts';
import type { DeviceStreams } from './device-streams.ts';

/** An authenticated connection: one device of one user. */
export interface Session extends DeviceSession {
  readonly app: App;
  readonly deviceGuid: string;
  /** Of the token that it logged in with; see `Account`. */
  readonly tokenVersion: number;
  readonly streams: DeviceStreams;
  /** Sends a frame to the device. */
  send(frame: Uint8Array): void;
  /** The server ended it: what the device sent and is not stored yet is refused. */
  readonly isEnded: boolean;
  /** Ends it for good, after a last frame that says why. */
  end(lastFrame: Uint8Array): void;
}
