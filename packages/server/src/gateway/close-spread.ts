import { setTimeout as sleep } from 'node:timers/promises';
import { CloseReason } from './connection.ts';

/** A connection that is to move to another node. */
interface Movable {
  /** Resolves when nothing is under way. */
  whenIdle(): Promise<void>;
  close(reason: CloseReason): void;
}

/** How often some are closed. */
const TICK_MS = 50;

/**
 * Closes connections one after another, in an order that chance makes and each once its answers are sent, so that their
 * clients come to the other nodes spread over a time. Resolves then, or as soon as all have left by themselves; what
 * still has no answer is left to whoever stops the rest.
 *
 * @param open those that are open, as it changes
 * @param elapsed time that never jumps
 */
export async function closeSpread(
  open: ReadonlySet<Movable>,
  durationMs: number,
  elapsed: () => number,
): Promise<void> {
  const order = [...open].map((connection) => ({ connection, rank: Math.random() }));
  order.sort((one, other) => one.rank - other.rank);
  const startedMs = elapsed();
  for (let next = 0; open.size > 0; ) {
    const share = durationMs === 0 ? 1 : Math.min(1, (elapsed() - startedMs) / durationMs);
    for (const { connection } of order.slice(next, Math.ceil(share * order.length))) void move(connection);
    next = Math.ceil(share * order.length);
    if (share === 1) return;
    await sleep(Math.min(TICK_MS, durationMs), undefined, { ref: false });
  }
}

async function move(connection: Movable): Promise<void> {
  await connection.whenIdle();
  connection.close(CloseReason.stopping);
}
