import type { ClientMessageId } from '@warbler/protocol';
import { backoffMs } from '../connection/backoff.ts';
import type { Clock } from '../platform/clock.ts';
import { Lane, type Parcel } from './lane.ts';
import { Pace } from './pace.ts';

/** What an outbox needs. */
export interface OutboxOptions {
  readonly clock: Clock;
  random(): number;
  send(frame: Uint8Array): void;
  /** The server answers, but not what was sent: the session is of no use. */
  onStuck(): void;
}

/** Which lane: what is sent in a conversation keeps its order; receipts need none. */
export type LaneName = number | 'receipts';

/** Receipts that are under way at once. */
const maxReceiptsInFlight = 16;
/** An answer comes after the message is durable; later than this it will not come. */
const answerMs = 30_000;
/** After a refusal for the rate the whole device rests: at least this, and longer every time. */
const minRestMs = 500;

/** Sends what is in it, again in every session, until it is answered. Knows nothing of what it sends. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #pace: Pace;
  readonly #lanes = new Map<LaneName, Lane>();
  readonly #parcels = new Map<ClientMessageId, { readonly parcel: Parcel; readonly lane: LaneName }>();
  #isOnline = false;
  #restCount = 0;
  #cancelRest: (() => void) | undefined;
  #cancelWatch: (() => void) | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#pace = new Pace(options.clock);
  }

  get size(): number {
    return this.#parcels.size;
  }

  /** Adds a frame at the end of its lane. It is sent once `ready`. */
  add(lane: LaneName, clientMid: ClientMessageId, frame: Uint8Array): void {
    this.#put(lane, { clientMid, frame, isReady: false, mayBeKnown: false });
  }

  /** Adds a frame of an earlier run, which is stored and may have been sent. */
  restore(lane: LaneName, clientMid: ClientMessageId, frame: Uint8Array): void {
    this.#put(lane, { clientMid, frame, isReady: true, mayBeKnown: true });
  }

  /** Whether the server cannot know the frame yet, so that it may become another. */
  isUnknown(clientMid: ClientMessageId): boolean {
    return this.#parcels.get(clientMid)?.parcel.mayBeKnown === false;
  }

  /** Whether it may have been sent more than once, so that much may have happened since the server did it. */
  isRepeated(clientMid: ClientMessageId): boolean {
    return this.#parcels.get(clientMid)?.parcel.isRepeated === true;
  }

  /** Puts another frame in the place of one that the server cannot know. It is sent once `ready`. */
  replace(clientMid: ClientMessageId, frame: Uint8Array): void {
    const parcel = this.#parcels.get(clientMid)?.parcel;
    if (!parcel) return;
    parcel.frame = frame;
    parcel.isReady = false;
  }

  /** The frame is stored: it may be sent, unless another has taken its place. */
  ready(clientMid: ClientMessageId, frame: Uint8Array): void {
    const entry = this.#parcels.get(clientMid);
    if (entry?.parcel.frame !== frame) return;
    entry.parcel.isReady = true;
    this.#sendFrom(this.#laneOf(entry.lane));
  }

  /** The server answered for good, or the frame is not wanted any more. Tells whether it was in here. */
  settle(clientMid: ClientMessageId): boolean {
    const entry = this.#parcels.get(clientMid);
    if (!entry) return false;
    this.#parcels.delete(clientMid);
    this.#restCount = 0;
    const lane = this.#laneOf(entry.lane);
    lane.remove(entry.parcel);
    if (lane.isEmpty) this.#lanes.delete(entry.lane);
    else this.#sendFrom(lane);
    return true;
  }

  /** The server wants to be left alone for a while: the same frame is sent again later. */
  postpone(clientMid: ClientMessageId): void {
    const entry = this.#parcels.get(clientMid);
    if (!entry) return;
    entry.parcel.sentAtMs = undefined;
    this.#rest(minRestMs + backoffMs(this.#restCount, this.#options.random));
    this.#restCount += 1;
  }

  online(): void {
    this.offline();
    this.#isOnline = true;
    this.#sendAll();
  }

  offline(): void {
    this.#isOnline = false;
    this.#cancelRest?.();
    this.#cancelRest = undefined;
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
    for (const { parcel } of this.#parcels.values()) parcel.sentAtMs = undefined;
  }

  #put(lane: LaneName, start: Pick<Parcel, 'clientMid' | 'frame' | 'isReady' | 'mayBeKnown'>): void {
    const parcel: Parcel = { ...start, sentAtMs: undefined, isRepeated: false };
    this.#parcels.set(parcel.clientMid, { parcel, lane });
    this.#laneOf(lane).add(parcel);
  }

  #sendAll(): void {
    for (const lane of this.#lanes.values()) this.#sendFrom(lane);
  }

  #sendFrom(lane: Lane): void {
    for (let parcel = lane.next(); parcel && this.#isOnline && !this.#cancelRest; parcel = lane.next()) {
      const waitMs = this.#pace.take();
      if (waitMs > 0) return this.#rest(waitMs);
      parcel.sentAtMs = this.#options.clock.elapsed();
      parcel.isRepeated = parcel.mayBeKnown;
      parcel.mayBeKnown = true;
      this.#options.send(parcel.frame);
      this.#watch(answerMs);
    }
  }

  #rest(restMs: number): void {
    this.#cancelRest?.();
    this.#cancelRest = this.#options.clock.after(restMs, () => {
      this.#cancelRest = undefined;
      this.#sendAll();
    });
  }

  /** Looks after the oldest frame under way; as long as there is one, there is one timer. */
  #watch(inMs: number): void {
    this.#cancelWatch ??= this.#options.clock.after(inMs, () => {
      this.#cancelWatch = undefined;
      const oldestMs = Math.min(...[...this.#parcels.values()].map(({ parcel }) => parcel.sentAtMs ?? Infinity));
      const leftMs = oldestMs + answerMs - this.#options.clock.elapsed();
      if (leftMs <= 0) this.#options.onStuck();
      else if (Number.isFinite(leftMs)) this.#watch(leftMs);
    });
  }

  #laneOf(name: LaneName): Lane {
    const known = this.#lanes.get(name);
    if (known) return known;
    const lane = new Lane(name === 'receipts' ? maxReceiptsInFlight : 1);
    this.#lanes.set(name, lane);
    return lane;
  }
}
