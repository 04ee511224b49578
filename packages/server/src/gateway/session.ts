import type { DeviceSn, UserId } from '@warbler/protocol';
import type { App } from '../apps/index.ts';
import type { DeviceStreams } from './device-streams.ts';

/** An authenticated connection: one device of one user. */
export interface Session {
  readonly app: App;
  readonly user: UserId;
  readonly deviceSn: DeviceSn;
  readonly deviceGuid: string;
  /** Which of the user's tokens it logged in with. */
  readonly tokenId: string;
  readonly streams: DeviceStreams;
  /** Sends a frame to the device. */
  send(frame: Uint8Array): void;
  /** Ends it for good, after a last frame that says why. */
  end(lastFrame: Uint8Array): void;
}
