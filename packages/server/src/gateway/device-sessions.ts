import type { DeviceSn, UserId } from '@warbler/protocol';
import {
  type DeviceNodes,
  type DeviceNotice,
  type DeviceSession,
  type DeviceSessions,
  noOtherNodes,
} from '../devices/index.ts';
import type { Metrics } from '../stats/index.ts';
import type { MessageIdSource } from '../storage/index.ts';
import { userNoticeFrame } from './frames.ts';
import type { Session } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';

/** Takes a frame for a user's devices at other nodes, but for the one that it is about. */
export type TellElsewhere = (user: UserId, about: DeviceSn | undefined, frame: Uint8Array) => void;

/** What is told of devices, and which sessions end. Nothing of it is stored. */
export function createDeviceSessions({
  sessions,
  elsewhere = noOtherNodes(),
  tellElsewhere,
  transientIds,
  metrics,
  now,
}: {
  readonly sessions: SessionRegistry;
  readonly elsewhere?: DeviceNodes;
  /** Absent for the only node there is. */
  readonly tellElsewhere?: TellElsewhere | undefined;
  readonly transientIds: MessageIdSource;
  readonly metrics: Metrics;
  readonly now: () => number;
}): DeviceSessions {
  const encode = (user: UserId, notice: DeviceNotice, deviceSn?: DeviceSn) => {
    const nowMs = now();
    return userNoticeFrame(user, { ...notice, deviceSn, mid: transientIds.next(nowMs), nowMs });
  };
  return {
    elsewhere,
    of: (user) => sessions.of(user),
    noteRevocation: () => sessions.noteRevocation(),
    end(user, why) {
      const ended: DeviceSession[] = [];
      for (const session of sessions.of(user)) {
        const type = why(session);
        if (type === undefined) continue;
        session.end(encode(user, { type, content: '' }));
        ended.push(session);
      }
      return ended;
    },
    tell(user, notice, about) {
      let frame: Uint8Array | undefined;
      for (const session of sessionsBut(sessions, user, about)) {
        frame ??= encode(user, notice, about);
        session.send(frame);
        metrics.delivered('transient', 1);
      }
      tellElsewhere?.(user, about, frame ?? encode(user, notice, about));
    },
  };
}

/** A user's sessions at this node, but for the device that something is about. */
export function sessionsBut(sessions: SessionRegistry, user: UserId, about: DeviceSn | undefined): readonly Session[] {
  return sessions.of(user).filter(({ deviceSn }) => deviceSn !== about);
}
