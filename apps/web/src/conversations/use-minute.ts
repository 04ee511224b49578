import { onScopeDispose, type Ref, ref } from 'vue';

const minuteMs = 60_000;

/** The current time in ms, renewed every minute and when the page comes back, for texts such as `Yesterday`. */
export function useMinute(): Readonly<Ref<number>> {
  const nowMs = ref(Date.now());
  const update = () => {
    nowMs.value = Date.now();
  };
  const timer = setInterval(update, minuteMs);
  document.addEventListener('visibilitychange', update);
  onScopeDispose(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', update);
  });
  return nowMs;
}
