/** What the load tells of its messages. Serials are those that {@link Lane.send} got. */
export interface LaneEvents {
  /** The server took a message. Never told by targets whose protocol answers no sends. */
  answered(serial: number): void;
  refused(serial: number, problem: string): void;
  /** @param receiver which of the lane's receivers, from 0 */
  delivered(serial: number, receiver: number): void;
  /** Something failed that no message can be blamed for: the run is over. */
  failed(error: Error): void;
}

/** One sender and those who get what it sends. */
export interface Lane {
  readonly receiverCount: number;
  send(serial: number): void;
}

/** Lanes over open connections. */
export interface OpenLanes {
  readonly lanes: readonly Lane[];
  /** Whether sends are answered. */
  readonly answersSends: boolean;
  /** Lets everything come to rest, then closes the connections. */
  close(): Promise<void>;
}

/** Digits of the serial at the front of a text. */
const SERIAL_DIGITS = 12;

/** A text of the wanted size that carries its serial. */
export function textOf(serial: number, textBytes: number): string {
  return `${String(serial).padStart(SERIAL_DIGITS, '0')}${FILLER.repeat(textBytes)}`.slice(0, textBytes);
}

const FILLER = 'x';

/** The serial that a text carries. */
export function serialIn(text: string): number {
  return Number(text.slice(0, SERIAL_DIGITS));
}
