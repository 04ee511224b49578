import { defineStore } from 'pinia';
import { ref, watch, watchEffect } from 'vue';
import { detectLanguage, type LanguageChoice, languageTags, parseLanguageChoice } from '../i18n/language.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { parseThemeChoice, type ThemeChoice, useSystemIsDark } from './theme.ts';

// public/theme.js reads this one too.
const themeKey = 'warbler.theme';
const languageKey = 'warbler.language';

/** What the user chose for this browser: language and theme. First used in the root component's `setup`. */
export const usePreferences = defineStore('preferences', () => {
  const theme = ref<ThemeChoice>(parseThemeChoice(localStorage.getItem(themeKey)));
  const language = ref<LanguageChoice>(parseLanguageChoice(localStorage.getItem(languageKey)));
  const systemIsDark = useSystemIsDark();
  const texts = useTexts();

  watch(theme, (choice) => localStorage.setItem(themeKey, choice));
  watch(language, (choice) => localStorage.setItem(languageKey, choice));

  watchEffect(() => {
    const isDark = theme.value === 'dark' || (theme.value === 'auto' && systemIsDark.value);
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
    const colour = getComputedStyle(document.documentElement).getPropertyValue('--page').trim();
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', colour);
  });

  watchEffect(() => {
    const spoken = language.value === 'auto' ? detectLanguage(navigator.languages) : language.value;
    texts.language.value = spoken;
    document.documentElement.lang = languageTags[spoken];
  });

  return { theme, language };
});
