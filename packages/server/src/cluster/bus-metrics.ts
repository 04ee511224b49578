import { Counter, Gauge, type Registry } from 'prom-client';
import type { Packet } from './packet.ts';

/** What is counted as said or heard. */
type Said = Packet['kind'] | 'event';

/** What a node counts of its bus. */
export interface BusMetrics {
  published(what: Said): void;
  received(what: Said): void;
  /** What could not be sent or read. */
  dropped(why: 'unsent' | 'unreadable' | 'unknown'): void;
  /** The bus was cut. */
  cut(): void;
  /** Something was missed; see `ClusterListener.onMissed`. */
  missed(): void;
}

/** Counters in the server's registry. */
export function createBusMetrics(
  registry: Registry,
  state: { readonly isConnected: () => boolean; readonly nodeCount: () => number; readonly subjectCount: () => number },
): BusMetrics {
  const registers = [registry];
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  gauge('warbler_bus_connected', 'Whether the bus to the other nodes is there', () => (state.isConnected() ? 1 : 0));
  gauge('warbler_cluster_nodes', 'Nodes heard of lately, with this one', () => state.nodeCount());
  gauge('warbler_bus_subjects', 'Subjects that this node hears', () => state.subjectCount());
  const published = counter('warbler_bus_published_total', 'Messages to other nodes, by what they are', 'kind');
  const received = counter('warbler_bus_received_total', 'Messages from other nodes, by what they are', 'kind');
  const dropped = counter('warbler_bus_dropped_total', 'Messages that were not sent or not understood', 'reason');
  const cuts = counter('warbler_bus_cuts_total', 'How often the bus was lost');
  const missed = counter(
    'warbler_bus_missed_total',
    'How often everything was looked up again, as something was missed',
  );
  const kinds = ['news', 'tell', 'membership', 'stale', 'event'] as const;
  const labelled = (of: Counter) =>
    Object.fromEntries(kinds.map((kind) => [kind, of.labels(kind)])) as Record<Said, Counter.Internal>;
  const publishedOf = labelled(published);
  const receivedOf = labelled(received);
  return {
    published: (what) => publishedOf[what].inc(),
    received: (what) => receivedOf[what].inc(),
    dropped: (why) => dropped.labels(why).inc(),
    cut: () => cuts.inc(),
    missed: () => missed.inc(),
  };
}
