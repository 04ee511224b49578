import { onScopeDispose, type Ref, ref } from 'vue';

/** The themes that can be chosen; `auto` is the system's. */
export const themes = ['auto', 'light', 'dark'] as const;

/** A choice of theme. */
export type ThemeChoice = (typeof themes)[number];

/** A stored choice, or `auto` for anything else. */
export function parseThemeChoice(stored: string | null): ThemeChoice {
  return themes.find((known) => known === stored) ?? 'auto';
}

/** Whether the system asks for a dark theme; follows it. */
export function useSystemIsDark(): Readonly<Ref<boolean>> {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const isDark = ref(query.matches);
  const update = () => {
    isDark.value = query.matches;
  };
  query.addEventListener('change', update);
  onScopeDispose(() => query.removeEventListener('change', update));
  return isDark;
}
