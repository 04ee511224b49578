import { computed, type Ref, ref } from 'vue';
import { useToasts } from '../design/toasts.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { problemText } from './problem-text.ts';

/** Does what the user asked for, and tells him when it fails. */
export interface Attempt {
  readonly isBusy: Readonly<Ref<boolean>>;
  /** Resolves to whether it worked. `done` is what the user is told then. */
  readonly run: (work: () => Promise<unknown>, done?: string) => Promise<boolean>;
}

/** The attempts of one component. */
export function useAttempt(): Attempt {
  const toasts = useToasts();
  const { text } = useTexts();
  const runningCount = ref(0);

  async function run(work: () => Promise<unknown>, done?: string): Promise<boolean> {
    runningCount.value += 1;
    try {
      await work();
      if (done) toasts.show(done, 'notice');
      return true;
    } catch (error) {
      toasts.show(text(problemText(error)), 'error');
      return false;
    } finally {
      runningCount.value -= 1;
    }
  }

  return { isBusy: computed(() => runningCount.value > 0), run };
}
