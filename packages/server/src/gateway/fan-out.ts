import type { ConversationId, MessageId, UserId } from '@warbler/protocol';
import type { Limits } from '../config/index.ts';
import { type DeliveredMeta, type Delivery, groupOf, MetaKind, type NewMeta } from '../messages/index.ts';
import type { Metrics } from '../stats/index.ts';
import type { MessageIdSource } from '../storage/index.ts';
import type { StreamNews } from './device-streams.ts';
import { DiffusionBudget } from './diffusion-budget.ts';
import { FrameMemo } from './frame-memo.ts';
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
  /** Takes every meta for the devices at other nodes; absent for the only node there is. */
  readonly elsewhere?: ((news: EncodedNews) => void) | undefined;
}

/** A meta that is encoded for devices, those of any node. */
export interface EncodedNews {
  readonly meta: Address & Pick<NewMeta, 'about'>;
  readonly mid: MessageId;
  /** See `Appended`. */
  readonly afterMid?: MessageId | undefined;
  /** See `DeliveredMeta`; 0 for none. */
  readonly priority: number;
  /** It is not stored. */
  readonly isTransient: boolean;
  readonly encoded: Uint8Array;
}

/** What says whom a meta is for. */
type Address = Pick<NewMeta, 'pair' | 'kind' | 'audience' | 'from' | 'fromSn'>;

/** Brings metas to devices. */
export interface FanOut extends Delivery {
  /**
   * Brings what another node has stored to devices of this one.
   *
   * @param isHeardFor whether this is the hint for a user, where one meta comes with a hint for each of two
   */
  deliverFromElsewhere(news: EncodedNews, isHeardFor: (user: UserId) => boolean): void;
}

/** Delivers to the sockets of this node and hands on to others: each meta is encoded once, whatever the number of devices. */
export function createFanOut({ transientIds, metrics, limits, elapsed, elsewhere, ...online }: FanOutOptions): FanOut {
  const rate = { perSecond: limits.chatroomDeliveriesPerSecond, burst: limits.chatroomDeliveryBurst };
  const budget = new DiffusionBudget(rate, elapsed());
  /** Messages to chatrooms, the only ones with a priority, live on a budget. Dropped ones are in the log all the same. */
  const isDropped = ({ pair }: Address, priority: number | undefined): boolean => {
    const group = groupOf(pair);
    if (priority === undefined || group === undefined) return false;
    if (budget.take(online.groups.countOf(group), priority, elapsed())) return false;
    metrics.diffusionDropped(priority);
    return true;
  };
  const sendTransient = (session: Session, conversation: ConversationId, encoded: Uint8Array) => {
    session.send(transientFrame(conversation, encoded));
    metrics.delivered('transient', 1);
  };
  return {
    deliver(news) {
      const { meta, mid, afterMid, priority } = news;
      let encoded: Uint8Array | undefined;
      if (!isDropped(meta, priority)) {
        let told: StreamNews | undefined;
        const nowMs = elapsed();
        for (const { session, conversation } of receivers(online, meta)) {
          encoded ??= encode(news);
          told ??= streamNews({ meta, mid, afterMid, encoded });
          session.streams.onNews(conversation, told, nowMs);
        }
      }
      if (elsewhere === undefined) return;
      tellSender(online, news);
      encoded ??= encode(news);
      elsewhere({ meta, mid, afterMid, priority: priority ?? 0, isTransient: false, encoded });
    },
    deliverTransient(meta) {
      let made: { readonly mid: MessageId; readonly encoded: Uint8Array } | undefined;
      const make = () => {
        const mid = transientIds.next(meta.nowMs);
        return { mid, encoded: encode({ meta, mid, sentAtMs: meta.nowMs }) };
      };
      for (const { session, conversation } of receivers(online, meta)) {
        made ??= make();
        sendTransient(session, conversation, made.encoded);
      }
      if (elsewhere === undefined) return;
      elsewhere({ meta, ...(made ?? make()), priority: 0, isTransient: true });
    },
    deliverFromElsewhere(news, isHeardFor) {
      const { meta, priority, isTransient, encoded } = news;
      if (isDropped(meta, priority === 0 ? undefined : priority)) return;
      const told = streamNews(news);
      for (const { session, conversation } of receivers(online, meta)) {
        if (!isHeardFor(session.user)) continue;
        if (isTransient) sendTransient(session, conversation, encoded);
        else session.streams.onNews(conversation, told, elapsed());
      }
    },
  };
}

/** One for all devices. */
function streamNews({ meta, ...news }: Pick<EncodedNews, 'meta' | 'mid' | 'afterMid' | 'encoded'>): StreamNews {
  const { mid, afterMid, encoded } = news;
  return { mid, afterMid, encoded, isDelta: meta.about !== undefined, memo: groupOf(meta.pair) && new FrameMemo() };
}

interface Receiver {
  readonly session: Session;
  /** The conversation as this user sees it. */
  readonly conversation: ConversationId;
}

type Online = Pick<FanOutOptions, 'sessions' | 'groups'>;

function* receivers({ sessions, groups }: Online, meta: Address): Iterable<Receiver> {
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

function* receiversOf(sessions: SessionRegistry, meta: Address, user: UserId, peer: UserId): Iterable<Receiver> {
  for (const session of sessions.of(user)) if (isFor(session, meta)) yield { session, conversation: peer };
}

/** Where other nodes write too, what a device sent is part of what it is known to have. */
function tellSender({ sessions }: Online, { meta, mid, afterMid }: DeliveredMeta): void {
  if (afterMid === undefined) return;
  const { lowId, highId } = meta.pair;
  const conversation = groupOf(meta.pair) ?? (meta.from === lowId ? highId : lowId);
  for (const { deviceSn, streams } of sessions.of(meta.from)) {
    if (deviceSn === meta.fromSn) streams.onOwn(conversation, mid, afterMid);
  }
}

/** Whether the user may see it, on a device other than the one that sent it. */
function isFor({ user, deviceSn }: Session, meta: Address): boolean {
  if (meta.audience !== 'everyone' && meta.audience !== user) return false;
  return user !== meta.from || deviceSn !== meta.fromSn;
}

function encode({ meta, mid, sentAtMs }: DeliveredMeta): Uint8Array {
  return encodeStored({ ...meta, mid, sentAtMs });
}
