import { type InjectionKey, inject, provide } from 'vue';

/** Opens the dialog that finds people and conversations, with a query to begin with. */
export type OpenFinder = (query?: string) => void;

const finderKey: InjectionKey<OpenFinder> = Symbol('finder');

/** Offers the finder to the components below. */
export function provideFinder(open: OpenFinder): void {
  provide(finderKey, open);
}

/** The finder of the screen around the component. */
export function useFinder(): OpenFinder {
  const open = inject(finderKey);
  if (!open) throw new Error('There is no finder on this screen');
  return open;
}

/** How this system writes the finder's shortcut. */
export function finderShortcut(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl+K';
}
