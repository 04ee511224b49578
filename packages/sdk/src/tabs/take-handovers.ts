import { isWithoutFile } from '../content/outgoing-message.ts';
import type { SessionClient } from '../session-client.ts';
import type { Storage } from '../storage/storage.ts';
import type { HandedOver } from './handovers.ts';
import { postError, type Taken } from './tab-words.ts';

/** What is needed to take messages over. */
export interface TakeHandoversOptions {
  readonly client: SessionClient;
  readonly storage: Storage;
  readonly prefix: string;
}

/**
 * Puts every message that was handed over into the client's outbox, in their order. Each leaves its place in the store in
 * the same write that puts it there, so that it is sent once whatever happens. Not to be called again until it resolves.
 */
export async function takeHandovers({ client, storage, prefix }: TakeHandoversOptions): Promise<readonly Taken[]> {
  const entries = await storage.list({ prefix });
  const taken: Taken[] = [];
  for (const { key, value } of entries) {
    const { localId, conversationId, content, timestampMs } = value as unknown as HandedOver;
    try {
      const handover = { localId, timestampMs, changes: [{ key }] };
      // One that waits for its file is no message yet that could be sent.
      if (isWithoutFile({ content })) client.seam.account()?.hold(conversationId, content, handover);
      else client.send(conversationId, content, handover);
      taken.push({ localId });
    } catch (error) {
      // Signed out meanwhile: the next leader takes it.
      if (!client.me) break;
      await storage.write([{ key }]);
      taken.push({ localId, refusal: postError(error) });
    }
  }
  if (taken.length > 0) await client.flushed();
  return taken;
}
