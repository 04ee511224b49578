import type { MessageContent } from '../message.ts';

/** A text as it is compared: one form for what looks alike (NFKC), without case. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** What of a message can be found: its text, or the name, title or address that it carries. */
export function searchableText(content: MessageContent): string {
  const texts = Object.entries(content).filter(([name, value]) => name !== 'type' && typeof value === 'string');
  const found = texts.filter(([name]) => name === 'text' || /name|title|address/i.test(name)).map(([, value]) => value);
  return fold(found.join(' '));
}
