import { type ComputedRef, computed } from 'vue';
import { useMinute } from '../conversations/use-minute.ts';
import type { CannotWrite } from '../groups/cannot-write.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { type Conversation, parseUserId, useContacts } from '../session/index.ts';

/** Why nobody can write in a chat, in words, and what the user can do about it. */
export interface WriteBlock {
  readonly text: string;
  readonly remedy: 'none' | 'delete' | 'unblock';
}

/** Nothing while the user may write. */
export function useWriteBlock(
  conversation: () => Conversation,
  { title, cannotWrite }: { readonly title: () => string; readonly cannotWrite: () => CannotWrite | undefined },
): ComputedRef<WriteBlock | undefined> {
  const contacts = useContacts();
  const { text, time } = useTexts();
  const nowMs = useMinute();
  return computed((): WriteBlock | undefined => {
    const { kind, id } = conversation();
    if (kind === 'system') return { text: text('chat.readOnly'), remedy: 'none' };
    if (kind === 'user' && contacts.blockedIds.has(parseUserId(id))) {
      return { text: text('cannotWrite.blocked', { name: title() }), remedy: 'unblock' };
    }
    const why = cannotWrite();
    if (!why) return undefined;
    if (why.kind === 'bannedUntil') {
      const until = time.value.until(why.untilMs, nowMs.value);
      return { text: text('cannotWrite.bannedUntil', { time: until }), remedy: 'none' };
    }
    const isOver = why.kind === 'dissolved' || why.kind === 'left';
    return { text: text(`cannotWrite.${why.kind}`), remedy: isOver ? 'delete' : 'none' };
  });
}
