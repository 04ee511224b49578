import { decodeMessageBody } from '@warbler/protocol';
import type { DeployedClient } from './deployed-client.ts';

/** The whole history of a conversation as the server has it, oldest first. */
export async function historyOf(device: DeployedClient, peer: number): Promise<{ mid: number; text: string }[]> {
  const messages: { mid: number; text: string }[] = [];
  for (let before = 0; ; ) {
    const page = await device.history(peer, before, 50);
    messages.unshift(
      ...page.metas.map(({ id, payload }) => ({ mid: id, text: decodeMessageBody(payload).content })).reverse(),
    );
    if (page.nextKey === 0) return messages;
    before = page.nextKey;
  }
}
