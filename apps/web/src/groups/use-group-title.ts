import { type ComputedRef, computed } from 'vue';
import { type GroupId, useGroups } from '../session/index.ts';

/** The name of a group, or its id until the name is known. */
export function useGroupTitle(id: () => GroupId): ComputedRef<string> {
  const groups = useGroups();
  return computed(() => groups.find(id())?.name || String(id()));
}
