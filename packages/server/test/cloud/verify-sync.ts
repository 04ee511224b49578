import {
  BodyType,
  decodeMessageBody,
  type MessageBody,
  type Meta,
  MetaNamespace,
  OperationType,
} from '@warbler/protocol';
import type { DeployedClient } from '@warbler/test-kit';
import { expect, vi } from 'vitest';

/** What a person sees of a message. */
interface SeenMessage {
  readonly mid: number;
  readonly from: number;
  readonly content: string;
  readonly config: string;
  readonly ext: string;
  readonly editTimestamp: number;
}

/**
 * What a device shows of a conversation after applying everything that the server pushed, the way deployed clients do:
 * an edit counts only when it is newer than what the message says already.
 */
export function shownBy(client: DeployedClient, conversation: number): readonly SeenMessage[] {
  const shown = new Map<number, SeenMessage>();
  const metas = [...(client.received.get(conversation)?.values() ?? [])].sort((one, other) => one.id - other.id);
  for (const meta of metas) {
    if (meta.ns === MetaNamespace.CONVERSATION) shown.clear();
    if (meta.ns !== MetaNamespace.MESSAGE) continue;
    const body = decodeMessageBody(meta.payload);
    if (body.type === BodyType.OPER) apply(shown, body);
    else shown.set(meta.id, seen(meta, body));
  }
  return [...shown.values()];
}

/**
 * Requires that two devices of one person agree: `live`, which applied what the server pushed, and `fresh`, which has
 * just fetched the conversation as it stands; and that the server counts the same unread for both.
 */
export async function verifySync(live: DeployedClient, fresh: DeployedClient, conversation: number): Promise<void> {
  await vi.waitFor(async () => {
    const { metas } = await fresh.history(conversation, 0, 200);
    const stored = metas.map((meta) => seen(meta, decodeMessageBody(meta.payload))).reverse();
    const own = stored.filter(({ mid }) => !client(live, conversation).has(mid));
    // A device does not get its own sends back, so it shows them from its own memory.
    expect(own.every(({ from }) => from === live.options.userId)).toBe(true);
    expect(shownBy(live, conversation)).toEqual(stored.filter((message) => !own.includes(message)));
    const counts = [await live.unread(), await fresh.unread()].map(({ unread }) => unread.get(conversation) ?? 0);
    expect(counts[0]).toBe(counts[1]);
  });
}

function client({ received }: DeployedClient, conversation: number): ReadonlyMap<number, Meta> {
  return received.get(conversation) ?? new Map();
}

function seen(meta: Meta, { content, config, ext, editTimestamp }: MessageBody): SeenMessage {
  return { mid: meta.id, from: meta.from?.uid ?? 0, content, config, ext, editTimestamp };
}

function apply(shown: Map<number, SeenMessage>, body: MessageBody): void {
  const { type, mid = 0 } = body.operation ?? {};
  const message = shown.get(mid);
  if (type === OperationType.RECALL || type === OperationType.DELETE) shown.delete(mid);
  if (message === undefined || body.editTimestamp <= message.editTimestamp) return;
  const { editTimestamp } = body;
  const config = merged(message.config, body.config);
  const ext = merged(message.ext, body.ext);
  if (type === OperationType.APPEND) {
    shown.set(mid, { ...message, content: message.content + body.content, config, ext, editTimestamp });
  } else if (type === OperationType.REPLACE) {
    const content = body.content === '' ? message.content : body.content;
    shown.set(mid, { ...message, content, config, ext, editTimestamp });
  }
}

/** One level is enough for what the tests send. */
function merged(before: string, change: string): string {
  if (change === '') return before;
  return JSON.stringify({ ...JSON.parse(before || '{}'), ...JSON.parse(change) });
}
