import type { GroupId, UserId } from '@warbler/protocol';
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { useSession } from './session-store.ts';

/** Something that somebody asks of the user. `userId` is who asks. */
export interface Request {
  readonly key: string;
  readonly kind: 'friend' | 'invitation' | 'application';
  readonly userId: UserId;
  /** The group it is about; none for a friend. */
  readonly groupId?: GroupId;
  readonly reason: string;
  readonly status: 'waiting' | 'accepted' | 'declined';
  readonly expiresAtMs: number;
}

/** What others ask of the signed-in user: to be friends, to come to a group, to be let into one. */
export const useRequests = defineStore('requests', () => {
  const session = useSession();
  const loaded = shallowRef<readonly Request[]>([]);
  /** Answered here: the server's lists may leave them out, but the user is to see what he said. */
  const answered = shallowRef<readonly Request[]>([]);
  const list = computed(() => {
    const byKey = new Map(answered.value.map((request) => [request.key, request]));
    const rest = loaded.value.filter(({ key }) => !byKey.has(key));
    return [...rest.filter(isOpen), ...answered.value, ...rest.filter((request) => !isOpen(request))];
  });
  const hasFailed = shallowRef(false);
  const waiting = computed(() => list.value.filter(isOpen));

  watch(
    () => (session.phase === 'signedIn' ? session.client : undefined),
    (client, _previous, onCleanup) => {
      loaded.value = [];
      answered.value = [];
      if (!client) return;
      const stops = [
        client.on('requests', () => void load()),
        // What came while the line was down may have been told to nobody.
        client.on('connection', ({ state }) => void (state === 'online' && load())),
      ];
      onCleanup(() => {
        for (const stop of stops) stop();
      });
      if (client.connection.state === 'online') void load();
    },
    { immediate: true, flush: 'sync' },
  );

  /** Asks the server for all three kinds. */
  async function load(): Promise<void> {
    const client = session.client;
    if (!client) return;
    try {
      const [friends, invitations, applications] = await Promise.all([
        client.roster.applications(),
        client.groups.invitations(),
        client.groups.applications(),
      ]);
      if (client !== session.client) return;
      loaded.value = [
        ...friends.map((each): Request => ({ ...each, kind: 'friend', key: `f${each.userId}` })),
        ...invitations.map(
          ({ inviterId, ...each }): Request => ({
            ...each,
            userId: inviterId,
            kind: 'invitation',
            key: `i${each.groupId}-${inviterId}`,
          }),
        ),
        ...applications.map(
          (each): Request => ({ ...each, kind: 'application', key: `a${each.groupId}-${each.userId}` }),
        ),
      ];
      hasFailed.value = false;
    } catch {
      // Shown where the requests would be, with a button that tries again.
      hasFailed.value = true;
    }
  }

  /** Says yes or no. @throws ImError when it was answered already, or has expired. */
  async function answer(request: Request, isAccepted: boolean): Promise<void> {
    const { roster, groups } = session.requireClient();
    const { userId, groupId } = request;
    if (groupId === undefined) await (isAccepted ? roster.accept(userId) : roster.decline(userId));
    else if (request.kind === 'invitation') await groups.answerInvitation(groupId, userId, isAccepted);
    else await groups.answerApplication(groupId, userId, isAccepted);
    answered.value = [...answered.value, { ...request, status: isAccepted ? 'accepted' : 'declined' }];
  }

  /** Forgets what was answered here. */
  function tidy(): void {
    answered.value = [];
  }

  return { list, waiting, hasFailed, load, answer, tidy };
});

/** Whether a request can still be answered. */
export function isWaiting(request: Request, nowMs: number): boolean {
  return request.status === 'waiting' && (request.expiresAtMs === 0 || request.expiresAtMs > nowMs);
}

function isOpen(request: Request): boolean {
  return isWaiting(request, Date.now());
}
