import type { ConversationId } from '@warbler/protocol';
import type { Conversation } from '../conversation.ts';
import { conversationIdOf } from './given-ids.ts';
import { type FlooKind, flooKindOf, flooMessage } from './message-shape.ts';
import type { Row, World } from './world.ts';

/** A line of the list of conversations (sdk-web.md §11.5). */
export interface ConversationItem {
  readonly type: FlooKind;
  /** 0: the system. */
  readonly id: number;
  /** The text, or the type of what is none. */
  readonly content: string;
  readonly ext: string;
  readonly timestamp: string;
  /** Somebody mentioned the user, until `consumeGroupAtStatus`. */
  readonly hasAt: boolean;
  readonly draft: string;
  readonly draftTimestamp: number;
}

const storeName = 'key_recent_store';

/** The conversations, the one that was touched last first. */
export function conversationItems(world: World): readonly ConversationItem[] {
  const touched = (id: number) => Number(entryOf(world, id).touched ?? 0);
  const list = world.client.conversations().map((conversation) => ({
    item: itemOf(world, conversation),
    atMs: Math.max(conversation.lastActivityMs, touched(conversation.id)),
  }));
  return list.sort((one, other) => other.atMs - one.atMs).map(({ item }) => item);
}

/** What was begun to be written in a conversation. */
export function draftOf(world: World, id: unknown): string {
  return String(entryOf(world, conversationIdOf(id)).draft ?? '');
}

/** Keeps what is begun; an empty text removes it. */
export function saveDraft(world: World, id: unknown, draft: string, atMs: number): void {
  change(world, conversationIdOf(id), { draft, draftTimestamp: draft === '' ? 0 : atMs });
}

/** Puts a conversation on top of the list, a new one if need be. */
export function touch(world: World, id: unknown, atMs: number): void {
  const conversationId = conversationIdOf(id);
  world.client.openConversation(conversationId);
  change(world, conversationId, { touched: atMs });
}

/** Somebody mentioned the user. */
export function markMentioned(world: World, id: ConversationId): void {
  change(world, id, { hasAt: true });
}

/** The user has seen that somebody mentioned him. */
export function consumeMention(world: World, id: unknown): void {
  change(world, conversationIdOf(id), { hasAt: false });
}

function itemOf(world: World, { id, lastActivityMs, lastMessage }: Conversation): ConversationItem {
  const { draft = '', draftTimestamp = 0, hasAt = false } = entryOf(world, id);
  const last = lastMessage && flooMessage(lastMessage, world.viewer);
  const isText = last?.type === 'text' || last?.type === 'rtc';
  return {
    type: flooKindOf(id),
    id,
    content: (isText ? last?.content : last?.type) ?? '',
    ext: last?.ext ?? '',
    timestamp: last?.timestamp ?? String(lastActivityMs),
    hasAt: hasAt === true,
    draft: String(draft),
    draftTimestamp: Number(draftTimestamp),
  };
}

function entryOf(world: World, id: number): Row {
  return world.store.get<Record<string, Row>>(storeName)?.[id] ?? {};
}

function change(world: World, id: number, changes: Row): void {
  const all = world.store.get<Record<string, Row>>(storeName) ?? {};
  world.store.set(storeName, { ...all, [id]: { ...all[id], ...changes } });
  world.bus.fire('recentlistUpdate');
}
