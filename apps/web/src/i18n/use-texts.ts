import { type ComputedRef, computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { TextKey } from './en.ts';
import { languageTags } from './language.ts';
import { createTimeFormat, type TimeFormat } from './time-format.ts';

/** The texts of the current language; everything returned follows a change of language. */
export interface TextReader {
  /** The text of a key, with `{name}` places filled. With `count`, the plural form is chosen by it. */
  readonly text: (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;
  /** The language tag for `Intl` and `lang`, such as `zh-CN`. */
  readonly languageTag: ComputedRef<string>;
  readonly time: ComputedRef<TimeFormat>;
}

/** Texts and times in the user's language, for use in `setup`. A key that does not exist is a type error. */
export function useTexts(): TextReader {
  const { t, locale } = useI18n();
  const languageTag = computed(() => languageTags[locale.value === 'zh' ? 'zh' : 'en']);
  return {
    text: (key, values = {}) => (typeof values.count === 'number' ? t(key, values, values.count) : t(key, values)),
    languageTag,
    time: computed(() => createTimeFormat(languageTag.value)),
  };
}
