import type { UserId } from '@warbler/protocol';
import type { RosterApi } from '@warbler/sdk';
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { useSession } from './session-store.ts';

/** Who is a friend of the signed-in user, and who is blocked. */
export const useContacts = defineStore('contacts', () => {
  const session = useSession();
  const blockedIds = shallowRef<ReadonlySet<UserId>>(new Set());
  let hasLoaded = false;
  const friendIds = computed(() => new Set(session.friends.map((friend) => friend.userId)));

  watch(
    () => session.me?.userId,
    () => {
      blockedIds.value = new Set();
      hasLoaded = false;
    },
  );

  /**
   * Asks the server who is blocked; `ifUnknown`, only when that has not been asked yet. Without an answer nobody counts
   * as blocked, and a message that the server refuses then says why.
   */
  async function loadBlocked(when: 'now' | 'ifUnknown'): Promise<void> {
    if (when === 'ifUnknown' && hasLoaded) return;
    try {
      blockedIds.value = new Set(await calls().blocked());
      hasLoaded = true;
    } catch {
      // Offline: asked again with the next chat.
    }
  }

  async function setBlocked(userId: UserId, isBlocked: boolean): Promise<void> {
    await (isBlocked ? calls().block(userId) : calls().unblock(userId));
    const next = new Set(blockedIds.value);
    if (isBlocked) next.add(userId);
    else next.delete(userId);
    blockedIds.value = next;
  }

  /** What can be done with contacts. @throws Error when nobody is signed in. */
  function calls(): RosterApi {
    return session.requireClient().roster;
  }

  return { blockedIds, friendIds, loadBlocked, setBlocked, calls };
});
