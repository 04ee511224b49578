import { expect, test } from 'vitest';
import { detectLanguage, parseLanguageChoice } from './language.ts';

test.each([
  [['zh-TW', 'en'], 'zh'],
  [['fr-FR', 'zh-Hans-CN', 'en'], 'zh'],
  [['en-GB', 'zh'], 'en'],
  [['de'], 'en'],
  [[], 'en'],
])('a browser that prefers %o gets %o', (preferred, expected) => expect(detectLanguage(preferred)).toBe(expected));

test('a stored choice that is none means automatic', () => {
  expect(parseLanguageChoice('zh')).toBe('zh');
  expect(parseLanguageChoice('klingon')).toBe('auto');
  expect(parseLanguageChoice(null)).toBe('auto');
});
