import { randomBytes } from 'node:crypto';
import type { GroupId } from '@warbler/protocol';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Bus, BusState } from './bus.ts';
import { createBusMetrics } from './bus-metrics.ts';
import { type ClusterEvents, decodeEvent, type Envelope, type EventName, encodeEvent } from './cluster-event.ts';
import { DeliveryWatch } from './delivery-watch.ts';
import { Interest } from './interest.ts';
import { Members } from './members.ts';
import {
  decodePacket,
  encodePacket,
  type MembershipPacket,
  type NewsPacket,
  type Packet,
  type TellPacket,
} from './packet.ts';
import { type Slot, slotOf, subjectsOf } from './subjects.ts';
import { subjectsOfNews } from './subjects-of-news.ts';

/** Where a packet was heard. */
export type Place =
  | { readonly kind: 'slot'; readonly slot: Slot }
  | { readonly kind: 'group'; readonly group: GroupId };

/** What the rest of the server does with what other nodes say. */
export interface ClusterListener {
  /** News for devices of this node: those of the slot's users, or of the group's members. */
  onNews(packet: NewsPacket, place: Place): void;
  onTell(packet: TellPacket): void;
  onMembership(packet: MembershipPacket): void;
  /** News was lost: devices at these places may have missed it. */
  onStale(places: readonly Place[]): void;
  /** Anything may have been missed: nothing counts that is only remembered. */
  onMissed(): void;
}

/** What a node needs to be one of several. */
export interface ClusterOptions {
  readonly bus: Bus;
  /** 0 to 30; no other node of the cluster has it. */
  readonly node: number;
  /** Tells this cluster from others on the same bus. */
  readonly prefix: string;
  /** Time that never jumps. */
  readonly elapsed: () => number;
  readonly logger: Logger;
  readonly registry: Registry;
}

type Handler<Name extends EventName> = (body: ClusterEvents[Name], from: number) => void;

/** The other nodes, as this one speaks with them. */
export interface Cluster {
  readonly node: number;
  readonly state: BusState;
  /** The numbers of the other nodes that are heard of. */
  others(): readonly number[];
  /** What is wanted here. */
  readonly interest: Interest;
  /** Tells other nodes with devices that should have it. */
  publish(packet: NewsPacket | TellPacket | MembershipPacket): void;
  /** Tells all other nodes; a node that misses it comes to know that it did. */
  tellAll<Name extends EventName>(name: Name, body: ClusterEvents[Name]): void;
  /** Tells one node, which may miss it. */
  tellNode<Name extends EventName>(node: number, name: Name, body: ClusterEvents[Name]): void;
  /** Hears events of a name; one handler each. */
  on<Name extends EventName>(name: Name, handler: Handler<Name>): void;
  /** Everything heard before counts once this resolves; at once when the bus is cut. */
  settle(): Promise<void>;
  /** Begins to hear. */
  start(listener: ClusterListener): void;
  /** Says goodbye and leaves the bus. */
  stop(): Promise<void>;
}

const BEACON_MS = 1000;

/** How soon what was published is confirmed, or told to be lost. */
const CONFIRM_MS = 200;

/** Several signs of one loss within this time are one. */
const MISSED_MS = 100;

/** Opens the way to the other nodes. */
export function createCluster({ bus, node, prefix, elapsed, logger, registry }: ClusterOptions): Cluster {
  const boot = randomBytes(9).toString('base64url');
  const subjects = subjectsOf(prefix);
  const members = new Members();
  const watch = new DeliveryWatch();
  const handlers = new Map<EventName, Handler<EventName>>();
  let listener: ClusterListener | undefined;
  let seq = 0;
  let confirming: NodeJS.Timeout | undefined;
  let missed: NodeJS.Timeout | undefined;
  let stale: Place[] = [];
  let isStopped = false;

  const others = () => members.others(elapsed());
  const hear = (place: Place, subject: string) => bus.subscribe(subject, (bytes) => onPacket(bytes, place));
  const interest = new Interest({
    hearSlot: (slot) => hear({ kind: 'slot', slot }, subjects.ofSlot(slot)),
    hearGroup: (group) => hear({ kind: 'group', group }, subjects.ofGroup(group)),
  });
  const metrics = createBusMetrics(registry, {
    isConnected: () => bus.state === 'connected',
    nodeCount: () => others().length + 1,
    subjectCount: () => interest.size,
  });

  const noteMissed = () => {
    missed ??= setTimeout(() => {
      missed = undefined;
      metrics.missed();
      listener?.onMissed();
    }, MISSED_MS).unref();
  };

  const send = (subject: string, bytes: Uint8Array, what: Packet['kind'] | 'event'): boolean => {
    const isSent = bus.publish(subject, bytes);
    if (isSent) metrics.published(what);
    else metrics.dropped('unsent');
    return isSent;
  };
  const sendWatched = (subject: string, bytes: Uint8Array, what: Packet['kind']) => {
    watch.note(subject, send(subject, bytes, what));
    confirmSoon();
  };
  const sendEvent = (subject: string, event: Pick<Envelope, 'name' | 'body' | 'seq'>) =>
    send(subject, encodeEvent({ ...event, boot, node }), 'event');

  const confirmSoon = () => {
    if (confirming !== undefined || isStopped) return;
    confirming = setTimeout(() => {
      confirming = undefined;
      void confirm();
    }, CONFIRM_MS).unref();
  };
  const confirm = async () => {
    if (isStopped || bus.state === 'cut') return;
    tellLost();
    const settle = watch.confirming();
    // What a cut may have cost is told when the bus is there again.
    settle(await bus.confirm());
    if (!watch.isIdle) confirmSoon();
  };
  const tellLost = () => {
    const lost = watch.takeLost();
    if (lost.isAll) tellAll('check', {});
    for (const subject of lost.subjects) {
      if (!lost.isAll) watch.note(subject, send(subject, encodePacket({ kind: 'stale' }), 'stale'));
    }
  };
  const tellAll: Cluster['tellAll'] = (name, body) => {
    // Also when it is not sent: the others see by the number that they miss something.
    seq += 1;
    sendEvent(subjects.all, { name, body, seq });
  };

  const onPacket = (bytes: Uint8Array, place: Place) => {
    const packet = reading(() => decodePacket(bytes));
    if (packet === undefined) return;
    metrics.received(packet.kind);
    if (packet.kind === 'news') listener?.onNews(packet, place);
    else if (packet.kind === 'tell') listener?.onTell(packet);
    else if (packet.kind === 'membership') listener?.onMembership(packet);
    else noteStale(place);
  };
  /** Many are told at once: whoever looks through all sessions for them does it once. */
  const noteStale = (place: Place) => {
    if (stale.length === 0) {
      setImmediate(() => {
        const places = stale;
        stale = [];
        listener?.onStale(places);
      });
    }
    stale.push(place);
  };
  const reading = <Read>(read: () => Read | undefined): Read | undefined => {
    try {
      const found = read();
      if (found === undefined) metrics.dropped('unknown');
      return found;
    } catch (error) {
      metrics.dropped('unreadable');
      logger.warn({ err: error }, 'another node said what cannot be read');
      return undefined;
    }
  };

  const onEvent = (bytes: Uint8Array, isToAll: boolean) => {
    const event = reading(() => decodeEvent(bytes));
    if (event === undefined || event.boot === boot) return;
    metrics.received('event');
    if (isToAll) noteMember(event);
    if (!('name' in event)) return;
    if (event.name === 'bye') members.forget(event.boot);
    if (event.name === 'check') noteMissed();
    handlers.get(event.name)?.(event.body as never, event.node);
  };
  const noteMember = (event: Pick<Envelope, 'boot' | 'node' | 'seq'> & { readonly name?: EventName }) => {
    const isBeacon = event.name === 'beacon' || event.name === 'bye';
    if (event.node === node && !members.isTaken(node)) {
      logger.error({ node }, 'another node has the number of this one: message ids may collide; stop one of them');
    }
    if (members.hear(event, !isBeacon, elapsed())) noteMissed();
  };

  const beat = () => sendEvent(subjects.all, { name: 'beacon', body: {}, seq });
  const beacon = setInterval(beat, BEACON_MS);
  beacon.unref();

  return {
    node,
    get state() {
      return bus.state;
    },
    others,
    interest,
    publish(packet) {
      const bytes = encodePacket(packet);
      if (packet.kind !== 'news') return sendWatched(subjects.ofSlot(slotOf(packet.user)), bytes, packet.kind);
      for (const subject of subjectsOfNews(subjects, packet.meta)) sendWatched(subject, bytes, 'news');
    },
    tellAll,
    tellNode: (to, name, body) => void sendEvent(subjects.ofNode(to), { name, body, seq: 0 }),
    on: (name, handler) => void handlers.set(name, handler as Handler<EventName>),
    async settle() {
      await bus.confirm();
    },
    start(next) {
      listener = next;
      bus.subscribe(subjects.all, (bytes) => onEvent(bytes, true));
      bus.subscribe(subjects.ofNode(node), (bytes) => onEvent(bytes, false));
      bus.listen({
        onConnected() {
          logger.info('the bus to the other nodes is there');
          members.see(elapsed());
          beat();
          noteMissed();
          void confirm();
        },
        onCut(reason) {
          logger.warn({ err: reason }, 'the bus to the other nodes is cut; this node goes on alone until it is back');
          metrics.cut();
          members.blind();
        },
      });
    },
    async stop() {
      if (isStopped) return;
      isStopped = true;
      clearInterval(beacon);
      clearTimeout(confirming);
      clearTimeout(missed);
      sendEvent(subjects.all, { name: 'bye', body: {}, seq });
      await bus.confirm();
      await bus.stop();
    },
  };
}
