import type { DeviceSn, UserId } from '@warbler/protocol';
import type { DeviceNotice, DeviceSession, DeviceSessions } from '../devices/index.ts';
import type { Metrics } from '../stats/index.ts';
import type { MessageIdSource } from '../storage/index.ts';
import { userNoticeFrame } from './frames.ts';
import type { SessionRegistry } from './session-registry.ts';

/** What is told of devices, and which sessions end, on the sockets of this node. Nothing of it is stored. */
export function createDeviceSessions({
  sessions,
  transientIds,
  metrics,
  now,
}: {
  readonly sessions: SessionRegistry;
  readonly transientIds: MessageIdSource;
  readonly metrics: Metrics;
  readonly now: () => number;
}): DeviceSessions {
  const encode = (user: UserId, notice: DeviceNotice, deviceSn?: DeviceSn) => {
    const nowMs = now();
    return userNoticeFrame(user, { ...notice, deviceSn, mid: transientIds.next(nowMs), nowMs });
  };
  return {
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
      for (const session of sessions.of(user)) {
        if (session.deviceSn === about) continue;
        frame ??= encode(user, notice, about);
        session.send(frame);
        metrics.delivered('transient', 1);
      }
    },
  };
}
