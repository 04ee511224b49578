import { type ComputedRef, computed } from 'vue';
import { matchesQuery } from '../conversations/filter.ts';
import { type Group, type GroupMember, useGroups, useSession } from '../session/index.ts';

/** A member with the name that the user knows him by. */
export interface NamedMember {
  readonly member: GroupMember;
  readonly name: string;
  readonly userName: string;
}

const nobody: readonly NamedMember[] = [];
/** `localeCompare` would look its rules up anew for each pair. */
const order = new Intl.Collator();

/** The known members of a group: owner, admins and the others, each by name; only those that match a query. */
export function useMembers(
  group: () => Group | undefined,
  query: () => string = () => '',
): ComputedRef<readonly NamedMember[]> {
  const groups = useGroups();
  const session = useSession();
  const all = computed(() => {
    const id = group()?.id;
    if (id === undefined) return nobody;
    const named = groups.members(id).map(
      (member): NamedMember => ({
        member,
        name: groups.nameIn(id, member.userId),
        userName: session.profileOf(member.userId)?.username ?? '',
      }),
    );
    return named.sort((one, other) => rank(one) - rank(other) || order.compare(one.name, other.name));
  });
  return computed(() => {
    const asked = query();
    return asked.trim() ? all.value.filter((each) => matchesQuery(`${each.name} ${each.userName}`, asked)) : all.value;
  });
}

function rank({ member }: NamedMember): number {
  return { owner: 0, admin: 1, member: 2 }[member.role];
}
