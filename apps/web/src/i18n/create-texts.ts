import { createI18n } from 'vue-i18n';
import { en } from './en.ts';
import type { Language } from './language.ts';
import { zh } from './zh.ts';

/**
 * The vue plugin that holds the texts. vue-i18n 11 interprets messages instead of compiling them into functions, so
 * the page needs no `unsafe-eval`.
 */
export function createTexts(language: Language) {
  return createI18n({ legacy: false, locale: language, fallbackLocale: 'en', messages: { en, zh } });
}
