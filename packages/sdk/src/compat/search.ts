import { type ConversationId, isGroupId } from '@warbler/protocol';
import type { Contacts } from './contacts.ts';
import type { Row, World } from './world.ts';

/** Who and what was found; `content` is what somebody said. */
export interface SearchResult {
  readonly rosterArr: readonly Row[];
  readonly groupArr: readonly Row[];
}

/** Finds people, groups and messages that are in memory by words in names and texts. */
export function search(world: World, contacts: Contacts, words: string): SearchResult {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return { rosterArr: [], groupArr: [] };
  const has = (text: unknown) => typeof text === 'string' && text.toLowerCase().includes(wanted);
  const found = new Map<ConversationId, string>();
  for (const { id } of world.client.conversations()) {
    const said = world.client.messages(id).findLast(({ content }) => content.type === 'text' && has(content.text));
    if (said?.content.type === 'text') found.set(id, said.content.text);
  }
  const said = (id: number) => {
    const content = found.get(id as ConversationId);
    return content === undefined ? {} : { content };
  };
  const { groups = {}, rosters = {} } = contacts;
  const ids = new Set([...Object.keys({ ...rosters, ...groups }).map(Number), ...found.keys()]);
  const rosterArr: Row[] = [];
  const groupArr: Row[] = [];
  for (const id of ids) {
    if (isGroupId(id as ConversationId)) {
      const { name } = groups[id] ?? {};
      if (has(name) || found.has(id as ConversationId)) groupArr.push({ group_id: id, name, ...said(id) });
      continue;
    }
    const { alias, avatar, nick_name, username } = rosters[id] ?? {};
    const isNamed = [alias, nick_name, username].some(has);
    if (isNamed || found.has(id as ConversationId)) rosterArr.push({ user_id: id, username, avatar, ...said(id) });
  }
  return { rosterArr, groupArr };
}
