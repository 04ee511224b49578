import { type App, type ComputedRef, computed, type InjectionKey, inject, type Plugin, type Ref } from 'vue';
import { createI18n } from 'vue-i18n';
import { en, type TextKey } from './en.ts';
import { type Language, languageTags } from './language.ts';
import { createTimeFormat, type TimeFormat } from './time-format.ts';
import { zh } from './zh.ts';

/** Texts and times in the user's language; everything follows a change of language. */
export interface Texts {
  /** Set it to change the language of the whole page. */
  readonly language: Ref<Language>;
  /** The text of a key, with `{name}` places filled; with `count`, the plural form is chosen by it. */
  readonly text: (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;
  readonly time: ComputedRef<TimeFormat>;
}

const textsKey: InjectionKey<Texts> = Symbol('texts');

/**
 * The vue plugin that holds the texts. vue-i18n 11 interprets messages instead of compiling them into functions, so
 * the page needs no `unsafe-eval`.
 */
export function createTexts(first: Language): Plugin {
  const i18n = createI18n({ legacy: false, locale: first, fallbackLocale: 'en', messages: { en, zh } });
  const { t, locale } = i18n.global;
  const language = computed<Language>({
    get: () => (locale.value === 'zh' ? 'zh' : 'en'),
    set: (next) => {
      locale.value = next;
    },
  });
  const texts: Texts = {
    language,
    text: (key, values = {}) => (typeof values.count === 'number' ? t(key, values, values.count) : t(key, values)),
    // Shared by all components: the formats of Intl are far too slow to make for each message.
    time: computed(() => createTimeFormat(languageTags[language.value])),
  };
  return {
    install(app: App) {
      app.provide(textsKey, texts);
    },
  };
}

/** The texts, for use in `setup`. A key that does not exist is a type error. */
export function useTexts(): Texts {
  const texts = inject(textsKey);
  if (!texts) throw new Error('The texts are not installed');
  return texts;
}
