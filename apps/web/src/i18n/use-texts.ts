import { type App, type ComputedRef, computed, type InjectionKey, inject, type Plugin, type Ref, ref } from 'vue';
import { en, type Messages, type TextKey } from './en.ts';
import { fillText, type TextValues } from './fill-text.ts';
import { type Language, languageTags } from './language.ts';
import { createTimeFormat, type TimeFormat } from './time-format.ts';
import { zh } from './zh.ts';

/** Texts and times in the user's language; everything follows a change of language. */
export interface Texts {
  /** Set it to change the language of the whole page. */
  readonly language: Ref<Language>;
  /** The text of a key, with `{name}` places filled; with `count`, the plural form is chosen by it. */
  readonly text: (key: TextKey, values?: TextValues) => string;
  readonly time: ComputedRef<TimeFormat>;
}

const textsKey: InjectionKey<Texts> = Symbol('texts');
const languages: Readonly<Record<Language, Messages>> = { en, zh };

/** The vue plugin that holds the texts. */
export function createTexts(first: Language): Plugin {
  const language = ref(first);
  const byKey = computed(() => flatten(languages[language.value]));
  const texts: Texts = {
    language,
    text: (key, values = {}) => fillText(byKey.value.get(key) ?? key, values),
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

function flatten(messages: Messages): ReadonlyMap<string, string> {
  const all = Object.entries(messages).flatMap(([section, texts]) =>
    Object.entries(texts).map(([name, text]): [string, string] => [`${section}.${name}`, text]),
  );
  return new Map(all);
}
