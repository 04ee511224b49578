import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** Something that is done only after the user said so once more. */
export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button says that does it. */
  readonly action: string;
  /** Whether it cannot be taken back. */
  readonly isDangerous?: boolean;
}

/** The one question that may be on the screen. */
export const useConfirm = defineStore('confirm', () => {
  const question = shallowRef<Question>();
  let settle: ((isAgreed: boolean) => void) | undefined;

  /** Asks, and resolves to whether the user agreed. A question that is still open counts as refused. */
  function ask(next: Question): Promise<boolean> {
    settle?.(false);
    question.value = next;
    return new Promise((resolve) => {
      settle = resolve;
    });
  }

  function answer(isAgreed: boolean): void {
    question.value = undefined;
    settle?.(isAgreed);
    settle = undefined;
  }

  return { question, ask, answer };
});
