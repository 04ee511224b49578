import type { Conversation, Profile } from '../session/index.ts';

/** The conversations whose title or last text has every word of the query, in their order. */
export function filterConversations(list: readonly Conversation[], query: string): readonly Conversation[] {
  const words = wordsOf(query);
  if (words.length === 0) return list;
  return list.filter((conversation) => {
    const content = conversation.lastMessage?.content;
    const text = content?.type === 'text' ? content.text : '';
    return hasAll(`${conversation.title} ${text}`, words);
  });
}

/** The people whose user name or nick name has every word of the query, in their order. */
export function filterProfiles(list: readonly Profile[], query: string): readonly Profile[] {
  const words = wordsOf(query);
  return list.filter((profile) => hasAll(`${profile.nickName} ${profile.username}`, words));
}

/** Whether a name has every word of the query. */
export function matchesQuery(name: string, query: string): boolean {
  return hasAll(name, wordsOf(query));
}

function wordsOf(query: string): readonly string[] {
  return fold(query).split(/\s+/).filter(Boolean);
}

function hasAll(text: string, words: readonly string[]): boolean {
  const folded = fold(text);
  return words.every((word) => folded.includes(word));
}

// NFKC makes full-width letters, as Chinese keyboards type them, equal to plain ones.
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
