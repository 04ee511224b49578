import { type ComputedRef, computed } from 'vue';
import { matchesQuery } from '../conversations/filter.ts';
import { type Group, type GroupId, type GroupMember, useGroups, useSession } from '../session/index.ts';

/** A member with the name that the user knows him by. */
export interface NamedMember {
  readonly member: GroupMember;
  readonly name: string;
  readonly userName: string;
}

type NamedMembers = ComputedRef<readonly NamedMember[]>;

const nobody: readonly NamedMember[] = [];
/** `localeCompare` would look its rules up anew for each pair. */
const order = new Intl.Collator();

/** The known members of a group: owner, admins and the others, each by name; only those that match a query. */
export function useMembers(group: () => Group | undefined, query: () => string = () => ''): NamedMembers {
  const nameMember = useNaming();
  const groups = useGroups();
  const all = computed(() => {
    const id = group()?.id;
    if (id === undefined) return nobody;
    const named = groups.members(id).map((member) => nameMember(id, member));
    return named.sort((one, other) => rank(one) - rank(other) || order.compare(one.name, other.name));
  });
  return computed(() => {
    const asked = query();
    return asked.trim() ? all.value.filter((each) => matchesQuery(`${each.name} ${each.userName}`, asked)) : all.value;
  });
}

/** Some members of a group, owner and admins first. Those of a large group need not all be known for it. */
export function useFirstMembers(group: () => Group, count: number): NamedMembers {
  const nameMember = useNaming();
  const groups = useGroups();
  return computed(() =>
    groups
      .members(group().id)
      .slice(0, count)
      .map((member) => nameMember(group().id, member)),
  );
}

function useNaming(): (id: GroupId, member: GroupMember) => NamedMember {
  const groups = useGroups();
  const session = useSession();
  return (id, member) => ({
    member,
    name: groups.nameIn(id, member.userId),
    userName: session.profileOf(member.userId)?.username ?? '',
  });
}

function rank({ member }: NamedMember): number {
  return { owner: 0, admin: 1, member: 2 }[member.role];
}
