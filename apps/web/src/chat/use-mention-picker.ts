import { type ComputedRef, computed, nextTick, type Ref, ref, type ShallowRef, watch } from 'vue';
import { matchesQuery } from '../conversations/filter.ts';
import { type Mentionable, mentionQueryAt } from './mentions.ts';

/** The list that opens behind an `@`: whom it offers, and which one Enter takes. */
export interface MentionPicker {
  readonly options: ComputedRef<readonly Mentionable[]>;
  readonly active: Ref<number>;
  /** Call it whenever the caret may have moved. */
  readonly update: () => void;
  /** Takes the keys that belong to an open list; tells whether it did. */
  readonly takeKey: (event: KeyboardEvent) => boolean;
  readonly choose: (option: Mentionable) => void;
}

/** More are found by typing on. */
const shownMax = 30;

/** Follows the caret of a field, and writes the chosen name into it. */
export function useMentionPicker({
  words,
  field,
  people,
}: {
  readonly words: Ref<string>;
  readonly field: Readonly<ShallowRef<HTMLTextAreaElement | null>>;
  /** Absent where nobody can be mentioned. */
  readonly people: () => (() => readonly Mentionable[]) | undefined;
}): MentionPicker {
  const caret = ref(0);
  const active = ref(0);
  /** Where the `@` stands whose list was closed by Escape. */
  const dismissedAt = ref(-1);
  const asked = computed(() => (people() ? mentionQueryAt(words.value, caret.value) : undefined));
  const options = computed(() => {
    const now = asked.value;
    if (!now || now.start === dismissedAt.value) return [];
    const all = people()?.() ?? [];
    return all.filter((each) => matchesQuery(each.name, now.query)).slice(0, shownMax);
  });

  watch(asked, (now, before) => {
    active.value = 0;
    if (now?.start !== before?.start) dismissedAt.value = -1;
  });

  function update(): void {
    const element = field.value;
    caret.value = element && element.selectionStart === element.selectionEnd ? element.selectionStart : -1;
  }

  function takeKey(event: KeyboardEvent): boolean {
    const count = options.value.length;
    if (count === 0 || event.isComposing || event.keyCode === 229) return false;
    const option = options.value[active.value];
    if (event.key === 'ArrowDown') active.value = (active.value + 1) % count;
    else if (event.key === 'ArrowUp') active.value = (active.value - 1 + count) % count;
    else if (event.key === 'Escape') dismissedAt.value = asked.value?.start ?? -1;
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && option) choose(option);
    else return false;
    event.preventDefault();
    return true;
  }

  function choose({ name }: Mentionable): void {
    const element = field.value;
    const now = asked.value;
    if (!element || !now) return;
    const before = words.value.slice(0, now.start);
    const after = words.value.slice(caret.value).replace(/^ /, '');
    const end = now.start + name.length + 2;
    words.value = `${before}@${name} ${after}`;
    caret.value = -1;
    void nextTick(() => {
      element.focus({ preventScroll: true });
      element.setSelectionRange(end, end);
    });
  }

  return { options, active, update, takeKey, choose };
}
