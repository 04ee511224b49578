/** Up to two characters that stand for a name: the first letters of two words, or the last two of a Chinese name. */
export function initials(name: string): string {
  const trimmed = name.trim();
  const chinese = trimmed.match(/\p{Script=Han}/gu);
  if (chinese && /^\p{Script=Han}/u.test(trimmed)) return chinese.slice(-2).join('');
  const words = trimmed.split(/[\s_.-]+/u).filter(Boolean);
  const letters = words.slice(0, 2).map(firstCharacter).join('');
  return (letters || '?').toUpperCase();
}

/** One of `hueCount` hues, always the same for one id, spread well over neighbouring ids. */
export function avatarHue(id: string | number, hueCount: number): number {
  let hash = 2166136261;
  for (const character of String(id)) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 16777619);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) % hueCount;
}

function firstCharacter(word: string): string {
  const [first = ''] = word;
  return first;
}
