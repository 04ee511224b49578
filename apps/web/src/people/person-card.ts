import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { UserId } from '../session/index.ts';

/** The card of one person, over whatever is on the screen. */
export const usePersonCard = defineStore('personCard', () => {
  const userId = ref<UserId>();
  const isOpen = ref(false);

  function show(next: UserId): void {
    userId.value = next;
    isOpen.value = true;
  }

  return { userId, isOpen, show };
});
