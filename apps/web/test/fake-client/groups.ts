import type { Announcement, Group, GroupApplication, GroupInvitation, GroupMember, GroupsApi } from '@warbler/sdk';
import { groupNames, people } from './people.ts';

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Emit = (name: 'groups' | 'groupMembers' | 'requests', event?: object) => void;

const hourMs = 3_600_000;
const base = 2 ** 41;
const userOf = (index: number) => base + index * 2;

/** Made-up groups, kept in this window. `?groups=0` has none, `?role=member` makes the user a plain member of all. */
export function fakeGroups(ask: URLSearchParams, emit: Emit, pause: (ms: number) => Promise<unknown>) {
  const groups = new Map<number, Mutable<Group>>();
  const members = new Map<number, GroupMember[]>();
  const announcements = new Map<number, Announcement[]>();
  const blocked = new Map<number, number[]>();
  const role = ask.get('role') as Group['myRole'] | null;
  let nextId = base + 2001;

  groupNames.slice(0, Number(ask.get('groups') ?? groupNames.length)).forEach(([name, description], index) => {
    const id = base + 1001 + index * 2;
    const count = index === 0 ? 12 : index === 1 ? 240 : 4 + index * 3;
    groups.set(id, {
      id,
      name,
      description,
      type: 'private',
      ownerId: userOf(index % 3 === 0 ? 0 : 1),
      memberCount: count,
      capacity: 5000,
      isDestroyed: ask.has('dissolved') && index === 0,
      myRole: role ?? (index % 3 === 0 ? 'owner' : index % 3 === 1 ? 'admin' : 'member'),
      applyApproval: 'adminDecides',
      allowsMemberInvite: true,
      allowsMemberEdit: false,
      hasReadReceipts: true,
      showsHistoryToNew: false,
      hidesMembers: false,
      bannedUntilMs: ask.has('silent') ? -1 : 0,
      muteMode: index === 1 ? 'silent' : 'normal',
    } as unknown as Group);
    members.set(
      id,
      Array.from({ length: count }, (_, at) => ({
        userId: userOf(at),
        displayName: at === 4 ? '娜娜（产品）' : '',
        role:
          at === 0
            ? memberRole(groups.get(id)?.myRole)
            : at === 1 && index % 3 !== 0
              ? 'owner'
              : at < 4
                ? 'admin'
                : 'member',
        bannedUntilMs:
          at === 6 ? Date.now() + hourMs : at === 8 ? -1 : at === 0 && ask.has('banned') ? Date.now() + hourMs : 0,
      })) as unknown as GroupMember[],
    );
    announcements.set(
      id,
      index === 0
        ? ([
            {
              id: 2,
              title: '周五发布 / Release on Friday',
              content: '请在周四下班前把改动合并。\nPlease merge by Thursday evening, and write the notes.',
              authorId: userOf(1),
              createdAtMs: Date.now() - 5 * hourMs,
            },
            {
              id: 1,
              title: 'Welcome',
              content: 'Be kind.',
              authorId: userOf(0),
              createdAtMs: Date.now() - 90 * hourMs,
            },
          ] as unknown as Announcement[])
        : [],
    );
    blocked.set(id, index === 0 ? [userOf(20), userOf(21)] : []);
  });

  const invitations = [
    {
      groupId: base + 3001,
      inviterId: userOf(9),
      reason: 'We miss you on the ride!',
      status: 'waiting',
      expiresAtMs: 0,
    },
  ] as unknown as GroupInvitation[];
  const applications = [
    { groupId: base + 1001, userId: userOf(18), reason: '我是新来的测试同学', status: 'waiting', expiresAtMs: 0 },
    { groupId: base + 1001, userId: userOf(17), reason: '', status: 'accepted', expiresAtMs: 0 },
  ] as unknown as GroupApplication[];
  groups.set(base + 3001, {
    ...(groups.get(base + 1003) as Group),
    id: base + 3001,
    name: 'Sunday riders',
    myRole: 'none',
  } as never);

  const after = async <Value>(ms: number, value: Value): Promise<Value> => {
    await pause(ms);
    return value;
  };
  const change = async (id: number, changes: Partial<Group>) => {
    await pause(250);
    groups.set(id, { ...groups.get(id), ...changes } as Group);
    emit('groups', { groupIds: [id] });
  };
  const changeMembers = async (id: number, work: (list: GroupMember[]) => GroupMember[]) => {
    await pause(250);
    const list = work(members.get(id) ?? []);
    members.set(id, list);
    emit('groupMembers', { groupId: id });
    await change(id, { memberCount: list.length });
  };
  const patch = (ids: readonly unknown[], changes: object) => (list: GroupMember[]) =>
    list.map((each) => (ids.includes(each.userId) ? ({ ...each, ...changes } as GroupMember) : each));
  const until = (minutes: number | 'forEver') => (minutes === 'forEver' ? -1 : Date.now() + minutes * 60_000);

  const api = {
    list: () => [...groups.values()].filter((group) => group.myRole !== 'none'),
    get: (id: number) => groups.get(id),
    async load(id: number) {
      await pause(300);
      const { ImError } = await import('@warbler/protocol');
      const group = groups.get(id);
      if (!group) throw new ImError('groupNotFound');
      return group;
    },
    members: (id: number) => members.get(id) ?? none,
    async create({ name, members: ids = [] }: { name: string; members?: readonly number[] }) {
      await pause(400);
      const id = nextId;
      nextId += 2;
      const group = {
        ...groups.get(base + 1001),
        id,
        name,
        myRole: 'owner',
        description: '',
        memberCount: ids.length + 1,
      };
      groups.set(id, group as never);
      members.set(
        id,
        [base, ...ids].map((userId, at) => ({
          userId,
          displayName: '',
          role: at ? 'member' : 'owner',
          bannedUntilMs: 0,
        })) as never,
      );
      announcements.set(id, []);
      emit('groups', { groupIds: [id] });
      return group;
    },
    async invite(id: number, ids: readonly number[]) {
      await changeMembers(id, (list) => [
        ...list,
        ...(ids.map((userId) => ({ userId, displayName: '', role: 'member', bannedUntilMs: 0 })) as never[]),
      ]);
      return ids.map((userId) => ({ userId }));
    },
    apply: () => after(300, 'waiting'),
    kick: (id: number, ids: readonly unknown[]) =>
      changeMembers(id, (list) => list.filter((each) => !ids.includes(each.userId))),
    async block(id: number, ids: readonly number[]) {
      blocked.set(id, [...(blocked.get(id) ?? []), ...ids]);
      await api.kick(id, ids);
    },
    async unblock(id: number, ids: readonly number[]) {
      await pause(200);
      blocked.set(
        id,
        (blocked.get(id) ?? []).filter((each) => !ids.includes(each)),
      );
    },
    blocked: (id: number) => after(200, blocked.get(id) ?? []),
    leave: (id: number) => change(id, { myRole: 'none' }),
    destroy: (id: number) => change(id, { isDestroyed: true }),
    async transfer(id: number, userId: number) {
      await changeMembers(id, (list) => patch([userId], { role: 'owner' })(patch([base], { role: 'member' })(list)));
      await change(id, { myRole: 'member', ownerId: userId as never });
    },
    setAdmins: (id: number, ids: readonly unknown[], isAdmin: boolean) =>
      changeMembers(id, patch(ids, { role: isAdmin ? 'admin' : 'member' })),
    ban: (id: number, ids: readonly unknown[], minutes: number | 'forEver') =>
      changeMembers(id, patch(ids, { bannedUntilMs: until(minutes) })),
    unban: (id: number, ids: readonly unknown[]) => changeMembers(id, patch(ids, { bannedUntilMs: 0 })),
    banAll: (id: number, minutes: number | 'forEver') =>
      change(id, { bannedUntilMs: minutes === 0 ? 0 : until(minutes) }),
    update: change,
    setDisplayName: (id: number, displayName: string) => changeMembers(id, patch([base], { displayName })),
    setMuteMode: (id: number, muteMode: Group['muteMode']) => change(id, { muteMode }),
    applications: async () => (ask.has('empty') ? [] : applications),
    invitations: async () => (ask.has('empty') ? [] : invitations),
    answerApplication: () => pause(300),
    answerInvitation: () => pause(300),
    announcements: (id: number) => after(300, announcements.get(id) ?? []),
    async announce(id: number, { title, content }: { title: string; content: string }) {
      await pause(300);
      const list = announcements.get(id) ?? [];
      const announcement = { id: list.length + 5, title, content, authorId: base, createdAtMs: Date.now() };
      announcements.set(id, [announcement as never, ...list]);
    },
    async deleteAnnouncement(id: number, announcementId: number) {
      await pause(300);
      announcements.set(
        id,
        (announcements.get(id) ?? []).filter((each) => each.id !== announcementId),
      );
    },
  };
  return { api: api as unknown as GroupsApi, groups, members, people };
}

const none: readonly GroupMember[] = [];

function memberRole(role: Group['myRole'] | undefined): string {
  return role === undefined || role === 'none' ? 'member' : role;
}
