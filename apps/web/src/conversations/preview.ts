import type { Conversation, Message } from '../session/index.ts';

/** What a row of the list says under the name. */
export type Preview =
  | { readonly kind: 'typing' }
  | { readonly kind: 'draft'; readonly text: string }
  | { readonly kind: 'message'; readonly message: Message; readonly text: string }
  | { readonly kind: 'unsupported'; readonly message: Message }
  | { readonly kind: 'none' };

/** A row has one line; what is beyond it would only cost time to lay out. */
const previewLength = 160;

/** Chooses the most useful: that the peer is typing, then an unsent draft, then the last message. */
export function conversationPreview(
  conversation: Conversation,
  { isTyping, draft }: { readonly isTyping: boolean; readonly draft: string },
): Preview {
  if (isTyping) return { kind: 'typing' };
  if (draft.trim()) return { kind: 'draft', text: oneLine(draft) };
  const message = conversation.lastMessage;
  if (!message) return { kind: 'none' };
  if (message.content.type === 'text') return { kind: 'message', message, text: oneLine(message.content.text) };
  return { kind: 'unsupported', message };
}

function oneLine(text: string): string {
  return text.slice(0, previewLength).replaceAll(/\s+/g, ' ').trim();
}
