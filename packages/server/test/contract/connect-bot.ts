import { BodyType, decodeMessageBody, MetaNamespace, OperationType } from '@warbler/protocol';
import { type Cloud, DeployedClient } from '@warbler/test-kit';
import type { Person } from './contract-world.ts';

/** Logs somebody in who answers every text with another one, until they are stopped. */
export async function connectBot(cloud: Cloud, { userId, token }: Person): Promise<() => void> {
  const client = await DeployedClient.logIn({
    url: cloud.url,
    transport: 'websocket',
    userId,
    token,
    deviceGuid: 'bot',
  });
  const answered = new Set<number>();
  const listen = async (): Promise<void> => {
    while (client.isConnected) {
      const { metas } = await client.nextSync((sync) => sync.metas.length > 0);
      const texts = metas.filter(({ id, ns, from, payload }) => {
        if (ns !== MetaNamespace.MESSAGE || from?.uid === userId || answered.has(id)) return false;
        return decodeMessageBody(payload).type !== BodyType.OPER;
      });
      for (const { from, id } of texts) {
        answered.add(id);
        if (from === undefined) continue;
        // As bots do: it has read the question before it answers.
        await client.sendReceipt(from.uid, OperationType.READ_ACK, id);
        await client.sendText(from.uid, 'because');
      }
    }
  };
  const listening = listen();
  // A bot that is stopped waits for nothing more.
  listening.catch(() => undefined);
  return () => client.disconnect();
}
