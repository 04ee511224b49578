import { decodeMessageBody } from '@warbler/protocol';
import type { Cloud, TestUser } from './cloud.ts';
import { DeployedClient } from './deployed-client.ts';

/** What the server has for a user, asked on a device of its own that believes nothing else. */
export interface Witness {
  /** The whole history of a conversation, oldest first. */
  history(conversation: number): Promise<readonly WitnessedMessage[]>;
  /** Unread messages by conversation. */
  unread(): Promise<ReadonlyMap<number, number>>;
  leave(): void;
}

/** A message as the history has it now. */
export interface WitnessedMessage {
  readonly mid: number;
  readonly text: string;
}

/** Signs a witness in. */
export async function callWitness({ url, rest }: Pick<Cloud, 'url' | 'rest'>, user: TestUser): Promise<Witness> {
  const token = await rest.logIn(user);
  const login = { url, transport: 'websocket', userId: user.userId, token, deviceGuid: 'witness' } as const;
  const client = await DeployedClient.logIn(login);
  return {
    history: (conversation) => historyOf(client, conversation),
    unread: async () => (await client.unread()).unread,
    leave: () => client.disconnect(),
  };
}

/** The whole history of a conversation as the server has it, oldest first. */
export async function historyOf(client: DeployedClient, conversation: number): Promise<readonly WitnessedMessage[]> {
  const messages: WitnessedMessage[] = [];
  for (let before = 0; ; ) {
    const page = await client.history(conversation, before, 50);
    const read = page.metas.map(({ id, payload }) => ({ mid: id, text: decodeMessageBody(payload).content }));
    messages.unshift(...read.reverse());
    if (page.nextKey === 0) return messages;
    before = page.nextKey;
  }
}
