/** A stretch of a message: plain text, or text that leads somewhere. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

// A link ends at white space, quotes, angle brackets and full-width punctuation, which follows links in Chinese text.
const linkPattern = /(?:https?:\/\/|www\.)[^\s<>"'`\u3000-\u303f\uff00-\uffef\u2018-\u201f]+/giu;
const trailingPunctuation = '.,;:!?*_~';

/** Splits a text so that addresses of the web can be drawn as links. The parts joined are the text. */
export function splitLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(linkPattern)) {
    const shown = withoutTail(match[0]);
    const href = hrefOf(shown);
    if (!href) continue;
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    parts.push({ kind: 'link', text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

/** Drops punctuation that belongs to the sentence, and closing brackets that were not opened within the link. */
function withoutTail(link: string): string {
  const excess = { ')': count(link, ')') - count(link, '('), ']': count(link, ']') - count(link, '[') };
  let end = link.length;
  for (; end > 0; end -= 1) {
    const last = link.charAt(end - 1);
    if (last === ')' || last === ']') {
      if (excess[last] <= 0) break;
      excess[last] -= 1;
    } else if (!trailingPunctuation.includes(last)) break;
  }
  return link.slice(0, end);
}

/** The address, or nothing when it is none: only http and https ever become links. */
function hrefOf(shown: string): string | undefined {
  const url = URL.parse(shown.toLowerCase().startsWith('www.') ? `https://${shown}` : shown);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  return url.hostname.includes('.') || url.hostname === 'localhost' || url.hostname.startsWith('[')
    ? url.href
    : undefined;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
