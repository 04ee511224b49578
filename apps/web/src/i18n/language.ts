/** The languages that the page speaks. */
export const languages = ['en', 'zh'] as const;

/** One of the page's languages. */
export type Language = (typeof languages)[number];

/** What the user chose: a language, or the browser's. */
export type LanguageChoice = Language | 'auto';

/** Each language by its own name. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

/** The tag for `lang` and `Intl`: full, so that Chinese gets Chinese glyphs and dates. */
export const languageTags: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

/** The first of the browser's languages that the page speaks, else English. */
export function detectLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0];
    const language = languages.find((known) => known === primary);
    if (language) return language;
  }
  return 'en';
}

/** A stored choice, or `auto` for anything else. */
export function parseLanguageChoice(stored: string | null): LanguageChoice {
  return languages.find((known) => known === stored) ?? 'auto';
}
