import { DeployedClient, historyOf, type WitnessedMessage } from '@warbler/test-kit';
import { expect, vi } from 'vitest';
import type { FaultCluster } from './fault-cluster.ts';
import { senderOf } from './ledger.ts';
import type { Load } from './load.ts';
import { endsToldTo, type LoadClient, type LoadConversation } from './load-client.ts';

/** The devices that were there all the time get what they still lack within this, their heartbeat included. */
const CATCH_UP = { timeout: 15_000, interval: 100 };

/**
 * Requires that nothing acknowledged is lost, nothing doubled, that history, new devices and those that were there all
 * the time have one order, whichever server they ask, and that what is unread equals the model.
 */
export async function verify(cluster: FaultCluster, load: Load): Promise<void> {
  const { clients, ledger } = load;
  const histories = new Map<string, readonly WitnessedMessage[]>();
  for (const client of clients) {
    // Members of a conversation ask different servers.
    const { url } = cluster.nodes[client.index % cluster.nodes.length] as { url: string };
    const fresh = await DeployedClient.logIn({
      ...client.device.options,
      url,
      deviceGuid: `fresh ${performance.now()}`,
    });
    const { unread } = await fresh.unread();
    for (const conversation of client.conversations) {
      const { id, key } = conversation;
      const history = await historyOf(fresh, id);
      const before = histories.get(key);
      if (before !== undefined) expect(history, `${key} as ${client.user.username} sees it`).toEqual(before);
      histories.set(key, history);
      const readUpTo = ledger.readUpTo(client.index, key);
      await fresh.pullAll(id);
      expect(fromOthersOn(client, shown(fresh, id)), `${key} on a new device of ${client.user.username}`).toEqual(
        fromOthersOn(
          client,
          history.filter(({ mid }) => mid > readUpTo),
        ),
      );
      const others = history.filter(({ text }) => senderOf(text) !== client.index);
      expect(unread.get(id) ?? 0, `unread of ${client.user.username} in ${key}`).toBe(
        others.filter(({ mid }) => mid > readUpTo).length,
      );
    }
    fresh.disconnect();
  }
  requireAll(load, histories);
  await requireArrived(clients, histories);
  expect(ledger.problems).toEqual([]);
  for (const { device, user } of clients) expect(endsToldTo(device), `sessions of ${user.username}`).toEqual([]);
}

/** Own messages that nothing unread comes before are of the past: a new device need not get them. */
function fromOthersOn({ index }: LoadClient, messages: readonly WitnessedMessage[]): readonly WitnessedMessage[] {
  const first = messages.findIndex(({ text }) => senderOf(text) !== index);
  return first < 0 ? [] : messages.slice(first);
}

function requireAll({ ledger }: Load, histories: ReadonlyMap<string, readonly WitnessedMessage[]>): void {
  for (const [key, history] of histories) {
    const acknowledged = ledger.sends.filter(({ conversation }) => conversation === key);
    const expected = acknowledged.map(({ mid, text }) => ({ mid, text }));
    expect(history, `history of ${key}`).toEqual(expected.sort((one, other) => (one.mid ?? 0) - (other.mid ?? 0)));
    const numbers = new Map<number, number>();
    for (const { text } of history) {
      const number = Number(text.slice(text.indexOf(':') + 1));
      expect(number, `order of one sender in ${key}`).toBeGreaterThan(numbers.get(senderOf(text)) ?? -1);
      numbers.set(senderOf(text), number);
    }
  }
}

async function requireArrived(
  clients: readonly LoadClient[],
  histories: ReadonlyMap<string, readonly WitnessedMessage[]>,
): Promise<void> {
  const lacking = (client: LoadClient, { id, key }: LoadConversation) => {
    const others = (histories.get(key) ?? []).filter(({ text }) => senderOf(text) !== client.index);
    expect(shown(client.device, id), `${key} at ${client.user.username}`).toEqual(others);
    const arrived = [...(client.device.received.get(id)?.keys() ?? [])];
    expect(arrived, `order of arrival of ${key} at ${client.user.username}`).toEqual(
      arrived.toSorted((one, other) => one - other),
    );
  };
  await vi.waitFor(() => {
    for (const client of clients) for (const conversation of client.conversations) lacking(client, conversation);
  }, CATCH_UP);
}

function shown(device: DeployedClient, conversation: number): readonly WitnessedMessage[] {
  return device.messages(conversation).map(({ mid, body }) => ({ mid, text: body.content }));
}
