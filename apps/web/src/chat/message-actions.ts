import type { Group, Message } from '../session/index.ts';

/** Something that can be done with a message. */
export type MessageAction = 'copy' | 'edit' | 'recall' | 'readers' | 'markUnread' | 'remove';

/** How long the author of a message may recall it: the cloud's default, which has the last word. */
const recallMs = 5 * 60_000;

/** What the user may do with a message, in the order of the menu. `group` is the group it was said in. */
export function messageActions(
  message: Message,
  { group, nowMs }: { readonly group: Group | undefined; readonly nowMs: number },
): readonly MessageAction[] {
  const isText = message.content.type === 'text';
  // A message that the cloud does not have cannot be changed there.
  if (message.id === undefined) return isText ? ['copy'] : [];
  const canModerate =
    group !== undefined && !group.isDestroyed && (group.myRole === 'owner' || group.myRole === 'admin');
  const isFresh = nowMs - message.timestampMs < recallMs;
  const isSilent = group !== undefined && (group.isDestroyed || group.myRole === 'none');
  const can: Readonly<Record<MessageAction, boolean>> = {
    copy: isText,
    edit: isText && message.isOwn && !isSilent,
    recall: canModerate || (message.isOwn && isFresh && !isSilent),
    readers: message.isOwn && group?.hasReadReceipts === true,
    markUnread: !message.isOwn,
    remove: true,
  };
  return order.filter((action) => can[action]);
}

/** The newest own text that can still be changed. */
export function lastEditable(messages: readonly Message[]): Message | undefined {
  return messages.findLast((message) => message.isOwn && message.id !== undefined && message.content.type === 'text');
}

/** Whether a message says that it was changed: one that is written piece by piece was not, it only grew. */
export function isShownAsEdited(message: Message): boolean {
  return message.editedMs !== undefined && !isStreamed(message.ext);
}

const order = ['copy', 'edit', 'readers', 'markUnread', 'recall', 'remove'] as const;

/** Bots say in `ext` that they stream. */
function isStreamed(ext: string | undefined): boolean {
  if (!ext?.includes('"stream"')) return false;
  try {
    const { ai }: { ai?: { stream?: unknown } } = JSON.parse(ext);
    return ai?.stream === true || ai?.stream === 'true';
  } catch {
    return false;
  }
}
