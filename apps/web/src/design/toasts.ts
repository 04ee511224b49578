import { defineStore } from 'pinia';
import { ref } from 'vue';

/** A short word to the user that goes away by itself. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'error' | 'notice';
  /** Something that the user can still do about it. */
  readonly action?: ToastAction;
}

/** A button in a toast; pressing it takes the toast away. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

/** Long enough to read a sentence or two; an error stays longer, since it matters more. */
const shownMs = { notice: 4000, error: 8000 } as const;
/** An offer must be read, thought about and reached. */
const offeredMs = 10_000;

/** The toasts on the screen. */
export const useToasts = defineStore('toasts', () => {
  const list = ref<readonly Toast[]>([]);
  let nextId = 1;

  /** Shows a text; one that is on the screen already is not shown twice. */
  function show(text: string, kind: Toast['kind'], action?: ToastAction): void {
    if (!action && list.value.some((toast) => toast.text === text)) return;
    const toast: Toast = { id: nextId, text, kind, ...(action && { action }) };
    nextId += 1;
    list.value = [...list.value.filter((each) => each.text !== text), toast].slice(-3);
    setTimeout(() => dismiss(toast.id), action ? offeredMs : shownMs[kind]);
  }

  function dismiss(id: number): void {
    list.value = list.value.filter((toast) => toast.id !== id);
  }

  return { list, show, dismiss };
});
