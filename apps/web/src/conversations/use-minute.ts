import { onScopeDispose, type Ref, ref, watchEffect } from 'vue';

const minuteMs = 60_000;
/** The longest that a timer of a browser can wait. */
const timerMaxMs = 2 ** 31 - 1;

/**
 * The current time in ms, renewed every minute and when the page comes back, for texts such as `Yesterday`; and at one
 * moment more, when something ends then.
 */
export function useMinute(endsAtMs: () => number | undefined = () => undefined): Readonly<Ref<number>> {
  const nowMs = ref(Date.now());
  const update = () => {
    nowMs.value = Date.now();
  };
  const timer = setInterval(update, minuteMs);
  watchEffect((onCleanup) => {
    const leftMs = (endsAtMs() ?? 0) - Date.now();
    if (leftMs <= 0 || leftMs > timerMaxMs) return;
    const end = setTimeout(update, leftMs + 1);
    onCleanup(() => clearTimeout(end));
  });
  document.addEventListener('visibilitychange', update);
  onScopeDispose(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', update);
  });
  return nowMs;
}
