import { type Accounting, DeliveryLedger } from './delivery-ledger.ts';
import type { Lane, LaneEvents, OpenLanes } from './lanes.ts';
import { type LatencyFigures, LatencyHistogram } from './latency.ts';
import { cpuMicroseconds } from './process-usage.ts';

/** How long, how hard. */
export interface LoadPlan {
  /** Messages of each lane under way at once, as in a closed loop; or a fixed rate, as in an open one. */
  readonly pace: { readonly windowPerLane: number } | { readonly perSecond: number };
  /** Not measured: caches fill, code gets compiled. */
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** The processes of the server, whose CPU time is counted. */
  readonly serverPids: readonly number[];
  /** How often the generator tells how it goes; absent: never. */
  readonly progressMs?: number;
}

/** What a load came to, in the measured time. */
export interface LoadFigures {
  /** Messages that were answered and delivered to all. */
  readonly messagesPerSecond: number;
  readonly deliveriesPerSecond: number;
  /** Absent where the protocol answers no sends. */
  readonly answer?: LatencyFigures;
  readonly delivery: LatencyFigures;
  /** Until a message was answered and had reached the last of its receivers. */
  readonly complete: LatencyFigures;
  readonly serverCpuUsPerMessage: number;
  /** Of the generator itself: above 0.9 it may have been the limit. */
  readonly generatorCpuShare: number;
  readonly accounting: Accounting;
}

/** How it goes, for runs long enough to ask. */
export interface LoadProgress {
  readonly elapsedMs: number;
  readonly messagesPerSecond: number;
  /** p99 since the last progress; 0 when nothing was delivered. */
  readonly deliveryP99Ms: number;
  readonly answerP99Ms: number;
}

/** How long a drain may take after the last send. */
const DRAIN_MS = 60_000;

/** A load on open lanes: start it, and take what they tell from {@link events}. */
export class Load {
  readonly #plan: LoadPlan;
  readonly #onProgress: ((progress: LoadProgress) => void) | undefined;
  readonly #ledger: DeliveryLedger;
  readonly #answers = new LatencyHistogram();
  readonly #deliveries = new LatencyHistogram();
  readonly #completions = new LatencyHistogram();
  readonly #recent = { answers: new LatencyHistogram(), deliveries: new LatencyHistogram(), complete: 0 };
  readonly #laneOf = new Map<number, number>();
  #lanes: readonly Lane[] = [];
  #answersSends = true;
  #receivers: readonly (readonly number[])[] = [];
  #isMeasuring = false;
  #isSending = false;
  #completeCount = 0;
  #deliveryCount = 0;
  #problem: string | undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor(plan: LoadPlan, onProgress?: (progress: LoadProgress) => void) {
    this.#plan = plan;
    this.#onProgress = onProgress;
    this.#ledger = new DeliveryLedger({
      onAnswered: (sinceMs) => this.#onAnswered(sinceMs),
      onDelivered: (sinceMs) => this.#onDelivered(sinceMs),
      onComplete: (sinceMs, serial) => this.#onComplete(sinceMs, serial),
    });
  }

  /** What the lanes tell goes here. */
  readonly events: LaneEvents = {
    answered: (serial) => this.#ledger.answered(serial, performance.now()),
    refused: (serial, problem) => {
      this.#problem ??= problem;
      this.#laneOf.delete(serial);
      this.#ledger.refused(serial);
    },
    delivered: (serial, receiver) => this.#ledger.delivered(serial, receiver, performance.now()),
    failed: (error) => this.#fail(error),
  };

  /**
   * Runs it, then waits until everything that was sent has arrived.
   *
   * @throws Error when a connection is lost, or sends are refused
   */
  async run({ lanes, answersSends }: OpenLanes): Promise<LoadFigures> {
    this.#lanes = lanes;
    this.#answersSends = answersSends;
    this.#receivers = lanes.map(({ receiverCount }) => Array.from({ length: receiverCount }, (_, index) => index));
    const failed = new Promise<never>((_, reject) => {
      this.#fail = reject;
    });
    return await Promise.race([failed, this.#run()]);
  }

  async #run(): Promise<LoadFigures> {
    const { warmUpMs, measureMs, serverPids } = this.#plan;
    this.#isSending = true;
    const stopSending = this.#start();
    await wait(warmUpMs);
    const startedMs = performance.now();
    const cpuBefore = cpuMicroseconds(serverPids);
    const own = process.cpuUsage();
    this.#isMeasuring = true;
    const stopProgress = this.#reportProgress(startedMs);
    await wait(measureMs);
    this.#isMeasuring = false;
    stopProgress();
    const elapsedMs = performance.now() - startedMs;
    const cpuUs = cpuMicroseconds(serverPids) - cpuBefore;
    const { user, system } = process.cpuUsage(own);
    const counts = { complete: this.#completeCount, deliveries: this.#deliveryCount };
    this.#isSending = false;
    stopSending();
    await this.#ledger.drained(DRAIN_MS);
    if (this.#problem !== undefined) throw new Error(`sends were refused: ${this.#problem}`);
    return {
      messagesPerSecond: (counts.complete / elapsedMs) * 1000,
      deliveriesPerSecond: (counts.deliveries / elapsedMs) * 1000,
      ...(this.#answersSends ? { answer: this.#answers.figures() } : {}),
      delivery: this.#deliveries.figures(),
      complete: this.#completions.figures(),
      serverCpuUsPerMessage: cpuUs / counts.complete,
      generatorCpuShare: (user + system) / 1000 / elapsedMs,
      accounting: this.#ledger.accounting(),
    };
  }

  #start(): () => void {
    const { pace } = this.#plan;
    if ('windowPerLane' in pace) {
      for (let index = 0; index < this.#lanes.length; index += 1) {
        for (let count = 0; count < pace.windowPerLane; count += 1) this.#send(index, performance.now());
      }
      return () => undefined;
    }
    return this.#sendSteadily(pace.perSecond);
  }

  /** Each message has its moment, whether the server keeps up or not: latency counts from that moment. */
  #sendSteadily(perSecond: number): () => void {
    const startedMs = performance.now();
    let sentCount = 0;
    const timer = setInterval(() => {
      const due = ((performance.now() - startedMs) / 1000) * perSecond;
      for (; sentCount < due; sentCount += 1) {
        this.#send(sentCount % this.#lanes.length, startedMs + (sentCount / perSecond) * 1000);
      }
    }, 1);
    return () => clearInterval(timer);
  }

  #send(lane: number, dueMs: number): void {
    const serial = this.#ledger.sent(this.#receivers[lane] ?? [], dueMs, !this.#answersSends);
    this.#laneOf.set(serial, lane);
    this.#lanes[lane]?.send(serial);
  }

  #onAnswered(sinceMs: number): void {
    if (!this.#isMeasuring) return;
    this.#answers.record(sinceMs);
    this.#recent.answers.record(sinceMs);
  }

  #onDelivered(sinceMs: number): void {
    if (!this.#isMeasuring) return;
    this.#deliveryCount += 1;
    this.#deliveries.record(sinceMs);
    this.#recent.deliveries.record(sinceMs);
  }

  #onComplete(sinceMs: number, serial: number): void {
    const lane = this.#laneOf.get(serial) ?? 0;
    this.#laneOf.delete(serial);
    if (this.#isMeasuring) {
      this.#completeCount += 1;
      this.#completions.record(sinceMs);
      this.#recent.complete += 1;
    }
    if (this.#isSending && 'windowPerLane' in this.#plan.pace) this.#send(lane, performance.now());
  }

  #reportProgress(startedMs: number): () => void {
    const { progressMs } = this.#plan;
    if (progressMs === undefined || this.#onProgress === undefined) return () => undefined;
    const recent = this.#recent;
    let lastMs = startedMs;
    const p99 = (histogram: LatencyHistogram) => (histogram.count === 0 ? 0 : histogram.figures().p99Ms);
    const timer = setInterval(() => {
      const nowMs = performance.now();
      this.#onProgress?.({
        elapsedMs: nowMs - startedMs,
        messagesPerSecond: (recent.complete / (nowMs - lastMs)) * 1000,
        deliveryP99Ms: p99(recent.deliveries),
        answerP99Ms: p99(recent.answers),
      });
      lastMs = nowMs;
      recent.complete = 0;
      recent.answers.reset();
      recent.deliveries.reset();
    }, progressMs);
    return () => clearInterval(timer);
  }
}

function wait(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
