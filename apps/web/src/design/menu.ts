import { type InjectionKey, inject, provide } from 'vue';

type Choose = (action: () => void) => void;

const menuKey: InjectionKey<Choose> = Symbol('menu');

/** Offers the items of a menu a way to say what to do once the menu has closed. */
export function provideMenu(choose: Choose): void {
  provide(menuKey, choose);
}

/** The menu around an item. */
export function useMenu(): Choose {
  const choose = inject(menuKey);
  if (!choose) throw new Error('There is no menu around this item');
  return choose;
}
