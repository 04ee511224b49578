import type { ConversationId } from '@warbler/protocol';
import type { Clock } from '../platform/clock.ts';
import type { SessionClient } from '../session-client.ts';
import type { Reading } from './tab-words.ts';

/** A conversation's window, and how many messages were in it. */
export interface ShownWindow {
  readonly reading: Reading;
  readonly count: number;
}

/** What a new leader waits at most for windows: they come from this device. */
const maxWaitMs = 1_000;

/**
 * Opens the windows in a new leader that the tab had open, as far back as it had them, so that nothing jumps on the
 * screen. Resolves when what this device has is there.
 */
export async function openWindows(client: SessionClient, clock: Clock, windows: readonly ShownWindow[]): Promise<void> {
  let giveUp = () => undefined as void;
  const late = new Promise<void>((resolve) => {
    giveUp = clock.after(maxWaitMs, resolve);
  });
  await Promise.race([late, Promise.all(windows.map((window) => openWindow(client, window)))]);
  giveUp();
}

async function openWindow(client: SessionClient, { reading, count }: ShownWindow): Promise<void> {
  const [id] = reading.args as readonly [ConversationId];
  const isOpen = new Promise<void>((resolve) => {
    const end = client.on('messages', ({ conversationId }) => {
      if (conversationId !== id) return;
      end();
      resolve();
    });
  });
  if (client.messages(id).length > 0) return;
  await isOpen;
  const missing = count - client.messages(id).length;
  // A tab that fails to get them scrolls up once more.
  if (missing > 0) await client.history(id, { limit: missing }).catch(() => undefined);
}
