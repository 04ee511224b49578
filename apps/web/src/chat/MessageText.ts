import { type FunctionalComponent, h, type VNodeChild } from 'vue';
import { splitLinks } from './links.ts';
import { findMentions } from './mentions.ts';
import type { MentionName } from './use-mention-names.ts';

/** The words of a message as text nodes, links and mentions; never as HTML. */
export const MessageText: FunctionalComponent<{
  readonly text: string;
  /** The names to look for after an `@`. */
  readonly mentions: readonly MentionName[];
}> = ({ text, mentions }) =>
  splitLinks(text).flatMap((part): VNodeChild[] =>
    part.kind === 'text'
      ? withMentions(part.text, mentions)
      : [h('a', { class: 'link', href: part.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, part.text)],
  );

MessageText.props = ['text', 'mentions'];

function withMentions(text: string, mentions: readonly MentionName[]): VNodeChild[] {
  if (mentions.length === 0) return [text];
  const spans = findMentions(
    text,
    mentions.map(({ name }) => name),
  );
  const parts: VNodeChild[] = [];
  let end = 0;
  for (const span of spans) {
    const isMe = mentions.some(({ name, isMe }) => isMe && name === span.name);
    parts.push(text.slice(end, span.start));
    parts.push(h('span', { class: ['mention', isMe && 'me'] }, text.slice(span.start, span.end)));
    end = span.end;
  }
  parts.push(text.slice(end));
  return parts;
}
