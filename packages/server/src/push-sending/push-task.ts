import type { AppId } from '@warbler/protocol';
import type { PushChannel } from './push-channel.ts';
import type { PushNotification } from './push-notification.ts';

/**
 * What became of a push on one channel:
 *
 * - `not asked for`: the push was not to take it.
 * - `not configured`: the app has no certificate for it, or this server has no sender; nothing is sent.
 * - `waiting`: a sender has it, or will.
 * - `done`, `failed`: what the sender said.
 */
export type ChannelState = 'not asked for' | 'not configured' | 'waiting' | 'done' | 'failed';

/** How many a push was for, went to and arrived at. */
export interface PushCounts {
  readonly target: number;
  readonly sent: number;
  readonly received: number;
}

/** A push on one channel. */
export interface ChannelResult extends PushCounts {
  readonly state: ChannelState;
}

/** A push that was taken, with its id. */
export interface PushTask extends PushNotification {
  readonly appId: AppId;
  readonly taskId: number;
}

/** What became of a push. */
export interface PushTaskDetail {
  readonly taskId: number;
  readonly channels: Readonly<Record<PushChannel, ChannelResult>>;
}

/** Under which name pushes of a channel wait in the outbox. */
export function pushQueue(channel: PushChannel): string {
  return `push ${channel}`;
}

/**
 * Sends pushes over one channel. A server has one a channel at most; none exists yet, so that every task says
 * `not configured`. What a crash interrupts is sent again, by whichever node takes it up: a push may go out twice.
 */
export interface PushSender {
  readonly channel: PushChannel;
  /** Sends a push to whom of its audience the channel reaches. A rejection makes the task's channel `failed`. */
  send(task: PushTask): Promise<PushCounts>;
}
