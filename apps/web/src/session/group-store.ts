import { type ConversationId, type GroupId, isGroupId, parseGroupId, type UserId } from '@warbler/protocol';
import { type Client, displayName, type Group, type GroupMember, type GroupsApi } from '@warbler/sdk';
import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import { useSession } from './session-store.ts';

/** The groups of the signed-in user, and who is in them, as the client knows them. */
export const useGroups = defineStore('groups', () => {
  const session = useSession();
  const list = shallowRef<readonly Group[]>([]);
  const groupVersion = ref(0);
  const memberVersion = ref(0);
  const memberMaps = new WeakMap<readonly GroupMember[], ReadonlyMap<UserId, GroupMember>>();

  watch(
    () => (session.phase === 'signedIn' ? session.client : undefined),
    (client, _previous, onCleanup) => {
      list.value = [];
      if (!client) return;
      const stops = follow(client);
      onCleanup(() => {
        for (const stop of stops) stop();
      });
    },
    { immediate: true, flush: 'sync' },
  );

  function follow(client: Client): readonly (() => void)[] {
    const read = () => {
      list.value = client.groups.list();
      groupVersion.value += 1;
    };
    read();
    return [
      client.on('groups', read),
      client.on('groupMembers', () => {
        memberVersion.value += 1;
      }),
    ];
  }

  /** What is known of a group; reactive. Nothing for a conversation that is with none. */
  function find(id: ConversationId): Group | undefined {
    void groupVersion.value;
    return isGroupId(id) ? session.client?.groups.get(parseGroupId(id)) : undefined;
  }

  /** The known members of a group; reactive, since the first look at them loads them in the background. */
  function members(id: GroupId): readonly GroupMember[] {
    void memberVersion.value;
    return session.client?.groups.members(id) ?? [];
  }

  /** One member; nothing for somebody who is none, or is not known to be one yet. */
  function member(id: GroupId, userId: UserId): GroupMember | undefined {
    const known = members(id);
    let map = memberMaps.get(known);
    if (!map) {
      map = new Map(known.map((each) => [each.userId, each]));
      memberMaps.set(known, map);
    }
    return map.get(userId);
  }

  /** The name of somebody in a group: the user's own name for him, his name in this group, or his name anywhere. */
  function nameIn(id: GroupId, userId: UserId): string {
    const profile = session.profileOf(userId);
    if (profile?.alias) return profile.alias;
    return member(id, userId)?.displayName || (profile ? displayName(profile) : String(userId));
  }

  /** What can be done with groups. @throws Error when nobody is signed in. */
  function calls(): GroupsApi {
    return session.requireClient().groups;
  }

  return { list, find, members, member, nameIn, calls };
});
