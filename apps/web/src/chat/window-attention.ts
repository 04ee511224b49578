import { onScopeDispose, type Ref, ref } from 'vue';

/** Whether the user can be taken to see this window: it is visible and has the focus. */
export function useWindowAttention(): Readonly<Ref<boolean>> {
  const read = () => document.visibilityState === 'visible' && document.hasFocus();
  const hasAttention = ref(read());
  const update = () => {
    hasAttention.value = read();
  };
  window.addEventListener('focus', update);
  window.addEventListener('blur', update);
  document.addEventListener('visibilitychange', update);
  onScopeDispose(() => {
    window.removeEventListener('focus', update);
    window.removeEventListener('blur', update);
    document.removeEventListener('visibilitychange', update);
  });
  return hasAttention;
}
