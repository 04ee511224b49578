import type { ConversationId, UserId } from '@warbler/protocol';
import type { DeliveredMeta, Delivery, NewMeta } from '../messages/index.ts';
import type { Metrics } from '../stats/index.ts';
import type { MessageIdSource } from '../storage/index.ts';
import { encodeStored, transientFrame } from './frames.ts';
import type { Session } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';

/** What fan-out needs. */
export interface FanOutOptions {
  readonly sessions: SessionRegistry;
  /** Ids for what is not stored; from a node of their own, so that they meet no stored one. */
  readonly transientIds: MessageIdSource;
  readonly metrics: Metrics;
  readonly now: () => number;
}

/** Delivers to the sockets of this node: each meta is encoded once, whatever the number of devices. */
export function createFanOut({ sessions, transientIds, metrics, now }: FanOutOptions): Delivery {
  return {
    deliver(news) {
      let encoded: Uint8Array | undefined;
      for (const { session, conversation } of receivers(sessions, news.meta)) {
        encoded ??= encode(news);
        session.streams.onNews(conversation, { mid: news.mid, encoded }, now());
      }
    },
    deliverTransient(meta) {
      let encoded: Uint8Array | undefined;
      for (const { session, conversation } of receivers(sessions, meta)) {
        encoded ??= encode({ meta, mid: transientIds.next(meta.nowMs), sentAtMs: meta.nowMs });
        session.send(transientFrame(conversation, encoded));
        metrics.delivered('transient', 1);
      }
    },
  };
}

interface Receiver {
  readonly session: Session;
  /** The conversation as this user sees it. */
  readonly conversation: ConversationId;
}

function* receivers(sessions: SessionRegistry, meta: NewMeta): Iterable<Receiver> {
  const { lowId, highId } = meta.pair;
  yield* receiversOf(sessions, meta, lowId, highId);
  if (lowId !== highId) yield* receiversOf(sessions, meta, highId, lowId);
}

function* receiversOf(sessions: SessionRegistry, meta: NewMeta, user: UserId, peer: UserId): Iterable<Receiver> {
  if (meta.audience !== 'everyone' && meta.audience !== user) return;
  for (const session of sessions.of(user)) {
    const isSender = user === meta.from && session.deviceSn === meta.fromSn;
    if (!isSender) yield { session, conversation: peer };
  }
}

function encode({ meta, mid, sentAtMs }: DeliveredMeta): Uint8Array {
  return encodeStored({ ...meta, mid, sentAtMs });
}
