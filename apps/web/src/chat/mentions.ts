import type { UserId } from '../session/index.ts';

/** Somebody who can be mentioned, by a name that is written after the `@`. */
export interface Mentionable {
  readonly userId: UserId | 'all';
  readonly name: string;
}

/** A mention in a text: from the `@` to the end of the name. */
export interface MentionSpan {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** What is typed after an `@` at the caret, and where that `@` stands. */
export interface MentionQuery {
  readonly start: number;
  readonly query: string;
}

/** Longer than this, it is no name that somebody is looking for. */
const queryMaxLength = 30;
const latin = /[\p{Script=Latin}\d_]/u;

/** The `@` that the caret stands behind, unless it belongs to an address such as `me@example.org`. */
export function mentionQueryAt(text: string, caret: number): MentionQuery | undefined {
  const start = text.lastIndexOf('@', caret - 1);
  if (start < 0 || !opensMention(text, start)) return undefined;
  const query = text.slice(start + 1, caret);
  return query.length > queryMaxLength || /[\n@]|\s\s|^\s/.test(query) ? undefined : { start, query };
}

/** Every mention of one of the names. Of names that begin alike the longest counts, and names end where words end. */
export function findMentions(text: string, names: readonly string[]): readonly MentionSpan[] {
  if (!text.includes('@')) return [];
  const longestFirst = names.filter(Boolean).sort((one, other) => other.length - one.length);
  const spans: MentionSpan[] = [];
  let from = 0;
  for (let start = text.indexOf('@'); start >= 0; start = text.indexOf('@', from)) {
    from = start + 1;
    if (!opensMention(text, start)) continue;
    const name = longestFirst.find(
      (each) => text.startsWith(each, start + 1) && endsWord(text, start + 1 + each.length),
    );
    if (name === undefined) continue;
    from = start + 1 + name.length;
    spans.push({ start, end: from, name });
  }
  return spans;
}

/** Whom a text mentions, each once. Of people of one name the first counts. */
export function mentionedIn(
  text: string,
  people: readonly Mentionable[],
): { readonly mentions: readonly UserId[]; readonly mentionsAll: boolean } {
  const byName = new Map<string, UserId | 'all'>();
  for (const { name, userId } of people) if (!byName.has(name)) byName.set(name, userId);
  const spans = findMentions(text, [...byName.keys()]);
  const ids = new Set(spans.map((span) => byName.get(span.name)));
  return {
    mentions: [...ids].filter((id) => id !== undefined && id !== 'all'),
    mentionsAll: ids.has('all'),
  };
}

function opensMention(text: string, at: number): boolean {
  return at === 0 || !latin.test(text.charAt(at - 1));
}

/** Chinese has no spaces: there a name may be followed by any word. */
function endsWord(text: string, end: number): boolean {
  return end >= text.length || !latin.test(text.charAt(end)) || !latin.test(text.charAt(end - 1));
}
