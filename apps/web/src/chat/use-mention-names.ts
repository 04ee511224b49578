import { type ComputedRef, computed } from 'vue';
import { useTexts } from '../i18n/use-texts.ts';
import { isGroupId, type Message, parseGroupId, useGroups, useSession } from '../session/index.ts';

/** A name that a message mentions somebody by. */
export interface MentionName {
  readonly name: string;
  readonly isMe: boolean;
}

/** How clients write a mention of everyone. */
const namesOfAll = ['all', 'All', '所有人', '全体成员'] as const;
const nobody: readonly MentionName[] = [];

/**
 * The names by which a message may mention people: every name that they have, since its author may know them by another
 * than this user does.
 */
export function useMentionNames(message: () => Message): ComputedRef<readonly MentionName[]> {
  const session = useSession();
  const groups = useGroups();
  const { text } = useTexts();
  return computed(() => {
    const { conversationId, mentions = [], mentionsAll } = message();
    if (!isGroupId(conversationId) || (mentions.length === 0 && !mentionsAll)) return nobody;
    const groupId = parseGroupId(conversationId);
    const people = mentions.flatMap((userId) => {
      const profile = session.profileOf(userId);
      const isMe = userId === session.me?.userId;
      const card = groups.member(groupId, userId)?.displayName;
      return [groups.nameIn(groupId, userId), card, profile?.nickName, profile?.username].flatMap((name) =>
        name ? [{ name, isMe }] : [],
      );
    });
    const all = mentionsAll ? [...namesOfAll, text('mention.all')].map((name) => ({ name, isMe: true })) : [];
    return [...people, ...all];
  });
}
