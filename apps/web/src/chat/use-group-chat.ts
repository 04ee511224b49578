import { type ComputedRef, computed } from 'vue';
import { useMinute } from '../conversations/use-minute.ts';
import { type CannotWrite, whyCannotWrite } from '../groups/cannot-write.ts';
import { rightsIn } from '../groups/rights.ts';
import { useMembers } from '../groups/use-members.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { type Conversation, type Group, useGroups, useSession } from '../session/index.ts';
import type { Mentionable } from './mentions.ts';

/** What a chat has when it is with a group. */
export interface GroupChat {
  readonly group: ComputedRef<Group | undefined>;
  /** Who can be mentioned: the members, and all of them at once where the user may. Not cheap in a large group. */
  readonly mentionables: () => readonly Mentionable[];
  readonly cannotWrite: ComputedRef<CannotWrite | undefined>;
}

const nobody: readonly Mentionable[] = [];

/** The group that a conversation is with, and what that means for writing in it. */
export function useGroupChat(conversation: () => Conversation): GroupChat {
  const groups = useGroups();
  const session = useSession();
  const { text } = useTexts();
  const group = computed(() => (conversation().kind === 'group' ? groups.find(conversation().id) : undefined));
  const members = useMembers(() => group.value);

  const mentionables = computed((): readonly Mentionable[] => {
    if (!group.value) return nobody;
    const others = members.value
      .filter(({ member }) => member.userId !== session.me?.userId)
      .map(({ member, name }): Mentionable => ({ userId: member.userId, name }));
    return rightsIn(group.value).canManage ? [{ userId: 'all', name: text('mention.all') }, ...others] : others;
  });

  const meInGroup = computed(() => {
    const me = session.me;
    return group.value && me ? groups.member(group.value.id, me.userId) : undefined;
  });
  // The user can write again in the moment in which a ban ends.
  const nowMs = useMinute(() => meInGroup.value?.bannedUntilMs || group.value?.bannedUntilMs);
  const cannotWrite = computed(() => whyCannotWrite(group.value, meInGroup.value, nowMs.value));

  return { group, mentionables: () => mentionables.value, cannotWrite };
}
