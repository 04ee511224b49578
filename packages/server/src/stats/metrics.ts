import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** How a meta reached a device. */
export type DeliveryWay = 'eager' | 'notice' | 'pull' | 'transient';

/** What the server counts of itself, for Prometheus at `/metrics`. */
export interface Metrics {
  readonly registry: Registry;
  connectionOpened(transport: string): void;
  connectionClosed(transport: string): void;
  sessionCount(count: () => number): void;
  frameReceived(): void;
  frameRefused(reason: string): void;
  sent(): void;
  delivered(way: DeliveryWay, metaCount: number): void;
  committed(size: number, durationMs: number): void;
  storageWaiting(count: () => number): void;
  connectionDropped(reason: string): void;
  diffusionDropped(priority: number): void;
  codeSent(channel: string, outcome: 'sent' | 'failed'): void;
}

/** Counters in a registry of their own, so that several servers live in one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const connections = new Gauge({
    name: 'warbler_connections',
    help: 'Open sockets by transport',
    labelNames: ['transport'],
    registers,
  });
  const frames = new Counter({ name: 'warbler_frames_total', help: 'Frames received', registers });
  const refusals = new Counter({
    name: 'warbler_refusals_total',
    help: 'Frames and sends refused, by error name',
    labelNames: ['reason'],
    registers,
  });
  const sends = new Counter({ name: 'warbler_sends_total', help: 'Sends answered as stored', registers });
  const deliveries = new Counter({
    name: 'warbler_deliveries_total',
    help: 'Metas (and notices) sent to devices, by the way they went',
    labelNames: ['way'],
    registers,
  });
  const commitSize = new Histogram({
    name: 'warbler_commit_requests',
    help: 'Requests in one storage commit',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
    registers,
  });
  const commitTime = new Histogram({
    name: 'warbler_commit_seconds',
    help: 'Time of one storage batch with its commit',
    buckets: [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1],
    registers,
  });
  const drops = new Counter({
    name: 'warbler_connections_dropped_total',
    help: 'Connections that the server closed, by reason',
    labelNames: ['reason'],
    registers,
  });
  const undiffused = new Counter({
    name: 'warbler_diffusion_dropped_total',
    help: 'Chatroom messages that were stored but not delivered under load, by their priority',
    labelNames: ['priority'],
    registers,
  });
  const codes = new Counter({
    name: 'warbler_codes_total',
    help: 'Verification codes, by the way they went and whether they could be sent',
    labelNames: ['channel', 'outcome'],
    registers,
  });
  const ways = {
    eager: deliveries.labels('eager'),
    notice: deliveries.labels('notice'),
    pull: deliveries.labels('pull'),
    transient: deliveries.labels('transient'),
  };
  return {
    registry,
    connectionOpened: (transport) => connections.labels(transport).inc(),
    connectionClosed: (transport) => connections.labels(transport).dec(),
    sessionCount: (count) => observe(registry, 'warbler_sessions', 'Devices logged in on a socket', count),
    frameReceived: () => frames.inc(),
    frameRefused: (reason) => refusals.labels(reason).inc(),
    sent: () => sends.inc(),
    delivered: (way, metaCount) => ways[way].inc(metaCount),
    committed(size, durationMs) {
      commitSize.observe(size);
      commitTime.observe(durationMs / 1000);
    },
    storageWaiting: (count) => observe(registry, 'warbler_storage_waiting', 'Requests waiting for storage', count),
    connectionDropped: (reason) => drops.labels(reason).inc(),
    codeSent: (channel, outcome) => codes.labels(channel, outcome).inc(),
    diffusionDropped: (priority) => undiffused.labels(String(Math.min(priority, 10))).inc(),
  };
}

function observe(registry: Registry, name: string, help: string, count: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(count());
    },
  });
}
