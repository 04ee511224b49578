const onlyEmoji = /^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\s)+$/u;
const digitsOnly = /^[\d#*\s]+$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Whether a text is nothing but one to three emoji, which are then drawn large. */
export function isFewEmoji(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > 48 || !onlyEmoji.test(trimmed) || digitsOnly.test(trimmed)) return false;
  if (!/\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(trimmed)) return false;
  return [...graphemes.segment(trimmed.replaceAll(/\s/g, ''))].length <= 3;
}
