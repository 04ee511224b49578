import { type FunctionalComponent, h } from 'vue';
import { splitLinks } from './links.ts';

/** The words of a message as text nodes and links; never as HTML. */
export const MessageText: FunctionalComponent<{ readonly text: string }> = ({ text }) =>
  splitLinks(text).map((part) =>
    part.kind === 'text'
      ? part.text
      : h('a', { class: 'link', href: part.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, part.text),
  );

MessageText.props = ['text'];
