import { type Ref, ref, watch } from 'vue';

/** Whole seconds until a moment (ms since the epoch), counted down; 0 when it is past or there is none. */
export function useSecondsLeft(momentMs: () => number | undefined): Readonly<Ref<number>> {
  const seconds = ref(0);
  watch(
    momentMs,
    (moment, _previous, onCleanup) => {
      const update = () => {
        seconds.value = moment === undefined ? 0 : Math.max(0, Math.ceil((moment - Date.now()) / 1000));
      };
      update();
      if (moment === undefined) return;
      const timer = setInterval(update, 250);
      onCleanup(() => clearInterval(timer));
    },
    { immediate: true },
  );
  return seconds;
}
