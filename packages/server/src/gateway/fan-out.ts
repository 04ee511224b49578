import type { ConversationId, UserId } from '@warbler/protocol';
import type { Limits } from '../config/index.ts';
import { type DeliveredMeta, type Delivery, groupOf, MetaKind, type NewMeta } from '../messages/index.ts';
import type { Metrics } from '../stats/index.ts';
import type { MessageIdSource } from '../storage/index.ts';
import { DiffusionBudget } from './diffusion-budget.ts';
import { encodeStored, transientFrame } from './frames.ts';
import type { GroupAudiences } from './group-audiences.ts';
import type { Session } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';

/** What fan-out needs. */
export interface FanOutOptions {
  readonly sessions: SessionRegistry;
  readonly groups: GroupAudiences;
  /** Ids for what is not stored; from a node of their own, so that they meet no stored one. */
  readonly transientIds: MessageIdSource;
  readonly metrics: Metrics;
  readonly limits: Pick<Limits, 'chatroomDeliveriesPerSecond' | 'chatroomDeliveryBurst'>;
  /** Time that never jumps: see `Clock`. */
  readonly elapsed: () => number;
}

/** Delivers to the sockets of this node: each meta is encoded once, whatever the number of devices. */
export function createFanOut({ transientIds, metrics, limits, elapsed, ...online }: FanOutOptions): Delivery {
  const rate = { perSecond: limits.chatroomDeliveriesPerSecond, burst: limits.chatroomDeliveryBurst };
  const budget = new DiffusionBudget(rate, elapsed());
  /** Messages to chatrooms, the only ones with a priority, live on a budget. Dropped ones are in the log all the same. */
  const isDropped = ({ meta, priority }: DeliveredMeta): boolean => {
    const group = groupOf(meta.pair);
    if (priority === undefined || group === undefined) return false;
    if (budget.take(online.groups.countOf(group), priority, elapsed())) return false;
    metrics.diffusionDropped(priority);
    return true;
  };
  return {
    deliver(news) {
      if (isDropped(news)) return;
      let encoded: Uint8Array | undefined;
      for (const { session, conversation } of receivers(online, news.meta)) {
        encoded ??= encode(news);
        session.streams.onNews(
          conversation,
          { mid: news.mid, encoded, isDelta: news.meta.about !== undefined },
          elapsed(),
        );
      }
    },
    deliverTransient(meta) {
      let encoded: Uint8Array | undefined;
      for (const { session, conversation } of receivers(online, meta)) {
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

type Online = Pick<FanOutOptions, 'sessions' | 'groups'>;

function* receivers({ sessions, groups }: Online, meta: NewMeta): Iterable<Receiver> {
  const { lowId, highId } = meta.pair;
  const group = groupOf(meta.pair);
  if (group !== undefined) {
    const isMessage = meta.kind !== MetaKind.operation;
    const members = meta.audience === 'everyone' ? groups.of(group, { isMessage }) : sessions.of(meta.audience);
    for (const session of members) if (isFor(session, meta)) yield { session, conversation: group };
    return;
  }
  yield* receiversOf(sessions, meta, lowId, highId);
  if (lowId !== highId) yield* receiversOf(sessions, meta, highId, lowId);
}

function* receiversOf(sessions: SessionRegistry, meta: NewMeta, user: UserId, peer: UserId): Iterable<Receiver> {
  for (const session of sessions.of(user)) if (isFor(session, meta)) yield { session, conversation: peer };
}

/** Whether the user may see it, on a device other than the one that sent it. */
function isFor({ user, deviceSn }: Session, meta: NewMeta): boolean {
  if (meta.audience !== 'everyone' && meta.audience !== user) return false;
  return user !== meta.from || deviceSn !== meta.fromSn;
}

function encode({ meta, mid, sentAtMs }: DeliveredMeta): Uint8Array {
  return encodeStored({ ...meta, mid, sentAtMs });
}
