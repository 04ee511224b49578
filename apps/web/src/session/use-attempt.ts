import { type Ref, ref } from 'vue';
import { useToasts } from '../design/toasts.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { problemText } from './problem-text.ts';

/** Does what the user asked for, and tells him when it fails. */
export interface Attempt {
  readonly isBusy: Readonly<Ref<boolean>>;
  /** Resolves to whether it worked. `done` is what the user is told then. */
  readonly run: (work: () => Promise<unknown>, done?: string) => Promise<boolean>;
}

/** Attempts of one component; while one is going on, another is not begun. */
export function useAttempt(): Attempt {
  const toasts = useToasts();
  const { text } = useTexts();
  const isBusy = ref(false);

  async function run(work: () => Promise<unknown>, done?: string): Promise<boolean> {
    if (isBusy.value) return false;
    isBusy.value = true;
    try {
      await work();
      if (done) toasts.show(done, 'notice');
      return true;
    } catch (error) {
      toasts.show(text(problemText(error)), 'error');
      return false;
    } finally {
      isBusy.value = false;
    }
  }

  return { isBusy, run };
}
