import { computed, type Ref, ref, type ShallowRef, shallowRef } from 'vue';
import { createLongPress, type LongPress } from '../design/long-press.ts';
import { anchorOf, type MenuAnchor, pointAnchor } from '../design/menu-anchor.ts';

/** The one menu of a log: which message it is about, and where it opens. */
export interface MessageMenuState {
  readonly isOpen: Ref<boolean>;
  readonly anchor: Readonly<ShallowRef<MenuAnchor | undefined>>;
  /** The key of the message that it is about; stays after it has closed. */
  readonly key: Readonly<Ref<string>>;
  /** The key while the menu is open. */
  readonly activeKey: Readonly<Ref<string>>;
  readonly openAt: (key: string, anchor: MenuAnchor) => void;
  readonly onContextmenu: (event: MouseEvent) => void;
  readonly longPress: LongPress;
}

/** Opens the menu of a message by a right click, a key, or a long press. */
export function useMessageMenu(): MessageMenuState {
  const isOpen = ref(false);
  const anchor = shallowRef<MenuAnchor>();
  const key = ref('');

  function openAt(nextKey: string, nextAnchor: MenuAnchor): void {
    key.value = nextKey;
    anchor.value = nextAnchor;
    isOpen.value = true;
  }

  function onContextmenu(event: MouseEvent): void {
    const article = articleOf(event);
    if (!article?.dataset.message) return;
    // Selected words and links keep the browser's own menu: it can copy them.
    const isOnLink = event.target instanceof Element && event.target.closest('a') !== null;
    if (!isOpen.value && (isOnLink || hasSelectionIn(article))) return;
    event.preventDefault();
    if (!isOpen.value) openAt(article.dataset.message, anchorOf(event, article.querySelector('.bubble') ?? article));
  }

  const longPress = createLongPress((event) => {
    const key = articleOf(event)?.dataset.message;
    if (key) openAt(key, pointAnchor(event));
  });

  return {
    isOpen,
    anchor,
    key,
    activeKey: computed(() => (isOpen.value ? key.value : '')),
    openAt,
    onContextmenu,
    longPress,
  };
}

function articleOf({ target }: Event): HTMLElement | undefined {
  return (target instanceof Element && target.closest<HTMLElement>('[data-message]')) || undefined;
}

function hasSelectionIn(element: Element): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true);
}
