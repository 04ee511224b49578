import { ImError } from '@warbler/protocol';
import type {
  Client,
  ClientEventHandler,
  ClientEventName,
  ClientEvents,
  ConnectionState,
  Conversation,
  Message,
  Profile,
} from '@warbler/sdk';
import { fakeGroups } from './groups.ts';
import { people, sayings } from './people.ts';

// Stands in for @warbler/sdk in `vite build --mode fake` (vite.config.ts). The address says what to show:
// ?as=alice signs in at once; ?people=50; ?long=10000 messages in the first conversation; ?loaded=10000 of them at
// once; ?offline; ?slow; ?empty; ?fails. Groups: ?role=member ?banned ?silent ?dissolved.
const ask = new URLSearchParams(location.search);
const number = (name: string, fallback: number) => Number(ask.get(name) ?? fallback);
const hourMs = 3_600_000;
const base = 2 ** 41;
const nowMs = Date.now();

type Mutable = { -readonly [Key in keyof Message]: Message[Key] };

export const displayName = (profile: Profile) =>
  (profile as { alias?: string }).alias || profile.nickName || profile.username;

const profiles = people.map(
  ([username, nickName], index) => ({ userId: base + index * 2, username, nickName, alias: '' }) as unknown as Profile,
);
const isGroup = (id: number) => id % 2 === 1;

export function createClient(): Client {
  const handlers = new Map<string, Set<(event: never) => void>>();
  const windows = new Map<number, Message[]>();
  const stores = new Map<number, Message[]>();
  const unread = new Map<number, number>();
  const mentioned = new Set<number>();
  const blocked = new Set<number>();
  const pinned = new Set<number>(ask.has('pinned') ? [base + 1005] : []);
  const strangers = new Set<number>([base + 22, base + 24]);
  let me: Profile | undefined;
  let connection: ConnectionState = { state: 'signedOut' };
  let nextId = 1;
  let waitMs = 5000;

  const emit = <Name extends ClientEventName>(name: Name, event: ClientEvents[Name]) => {
    for (const handler of handlers.get(name) ?? []) (handler as (event: ClientEvents[Name]) => void)(event);
  };
  const setConnection = (state: ConnectionState) => {
    connection = state;
    emit('connection', state);
  };

  function make(conversationId: number, from: number, text: string, timestampMs: number, status: string): Message {
    nextId += 1;
    return {
      localId: `m${nextId}`,
      id: nextId,
      conversationId,
      from,
      isOwn: from === base,
      timestampMs,
      content: { type: 'text', text },
      isMentioningMe: false,
      status,
    } as unknown as Message;
  }

  function fill(conversationId: number, count: number, endMs: number, stepMs: number): void {
    const list: Message[] = [];
    for (let index = 0; index < count; index += 1) {
      const roll = (index * 2654435761 + conversationId) % 97;
      const isOwn = roll % 5 < 2;
      const text = sayings[(roll * 7 + index) % sayings.length] ?? '';
      const gap = (count - index) * stepMs + (roll % 7) * (stepMs / 9);
      list.push(make(conversationId, isOwn ? base : conversationId, text, endMs - gap, isOwn ? 'read' : 'received'));
    }
    stores.set(conversationId, list);
    windows.set(conversationId, list.slice(-number(conversationId === base + 2 ? 'loaded' : 'none', 40)));
  }

  function seedGroups(): void {
    let ageMs = 100_000;
    for (const { id, memberCount } of [...groups.groups.values()]) {
      if (Number(id) >= base + 3001) continue;
      const list = sayings.slice(0, 14).map((text, index) => {
        const from = base + 2 * [1, 1, 3, 0, 4, 4, 2, 0, 5, 15, 15, 7, 0, 3].at(index)!;
        const isOwn = from === base;
        const message = make(
          Number(id),
          from,
          text,
          nowMs - ageMs - (14 - index) * 50_000,
          isOwn ? 'read' : 'received',
        );
        return isOwn ? ({ ...message, readCount: Math.min(index, memberCount - 1) } as Message) : message;
      });
      const told = make(
        Number(id),
        base + 2,
        '@Alice Martin could you look at the notes before ten?',
        nowMs - ageMs + 1000,
        'received',
      );
      list.push({ ...told, mentions: [base], isMentioningMe: true } as unknown as Message);
      const toAll = make(
        Number(id),
        base,
        '@娜娜（产品） @Carol Nyström done, please check 🙏',
        nowMs - ageMs + 9000,
        'read',
      );
      list.push({ ...toAll, mentions: [base + 8, base + 4], editedMs: nowMs, readCount: 3 } as unknown as Message);
      const from = base + (ageMs > 200_000 ? 6 : 8);
      list.push(make(Number(id), from, '好的，看过了，没有问题。', nowMs - ageMs + 20_000, 'received'));
      stores.set(Number(id), list);
      windows.set(Number(id), list);
      ageMs += 4_000_000;
    }
    unread.set(base + 1003, 7);
    mentioned.add(base + 1003);
  }

  function seed(): void {
    if (ask.has('empty')) return;
    seedGroups();
    const count = number('people', 50);
    for (let index = 1; index <= count; index += 1) {
      const id = base + index * 2;
      const isLong = index === 1;
      fill(
        id,
        isLong ? number('long', 10_000) : 3 + ((index * 13) % 40),
        nowMs - index * index * 0.35 * hourMs,
        isLong ? hourMs / 6 : hourMs / 30,
      );
    }
    unread.set(base + 6, 3);
    unread.set(base + 12, 128);
    if (ask.has('unread')) unread.set(base + 2, number('unread', 0));
    const own = (id: number, text: string, status: string, agoMs: number) => {
      const message = make(id, base, text, nowMs - agoMs, status);
      if (status === 'failed')
        (message as Mutable).failure = { code: 'rateLimited', message: 'Too many messages' } as never;
      stores.get(id)?.push(message);
      windows.get(id)?.push(message);
    };
    own(base + 2, 'This one was delivered.', 'delivered', 40_000);
    own(base + 2, 'And this one is on the server.', 'sent', 20_000);
    if (ask.has('fails')) own(base + 2, 'The network went away while I wrote this.', 'failed', 9000);
    if (ask.has('slow')) own(base + 2, 'Still on its way…', 'sending', 1000);
    if (ask.has('word'))
      own(base + 2, `Long: ${'abcdefghij'.repeat(30)} https://example.org/${'path/'.repeat(30)}`, 'read', 500);
  }

  const profileOf = (id: number) => profiles.find((profile) => Number(profile.userId) === id);

  function conversations(): readonly Conversation[] {
    return [...stores.keys()]
      .map((id) => {
        const list = stores.get(id) ?? [];
        const lastMessage = list.at(-1);
        const profile = profileOf(id);
        const group = groups.groups.get(id);
        if (group) {
          return {
            id,
            kind: 'group',
            title: group.name,
            unreadCount: unread.get(id) ?? 0,
            isMentioned: mentioned.has(id),
            isMuted: group.muteMode !== 'normal',
            isPinned: pinned.has(id),
            lastActivityMs: lastMessage?.timestampMs ?? 0,
            ...(lastMessage && { lastMessage }),
          } as unknown as Conversation;
        }
        const title = profile ? displayName(profile) : `${people[(id / 2) % people.length]?.[1]} ${id % 1000}`;
        return {
          id,
          kind: 'user',
          title,
          unreadCount: unread.get(id) ?? 0,
          isMentioned: false,
          isMuted: false,
          isPinned: pinned.has(id),
          lastActivityMs: lastMessage?.timestampMs ?? 0,
          ...(lastMessage && { lastMessage }),
        } as unknown as Conversation;
      })
      .sort((one, other) => other.lastActivityMs - one.lastActivityMs);
  }

  function add(id: number, message: Message): void {
    stores.set(id, [...(stores.get(id) ?? []), message]);
    windows.set(id, [...(windows.get(id) ?? []), message]);
    emit('messages', { conversationId: id as never, changed: [message] });
    emit('conversations', undefined);
  }

  function change(id: number, localId: string, status: string): void {
    rewrite(id, (each) => (each.localId === localId ? ({ ...each, status } as Message) : each));
  }

  /** Changes messages; undefined takes one away. */
  function rewrite(id: number, work: (message: Message) => Message | undefined): void {
    for (const map of [stores, windows]) {
      map.set(
        id,
        (map.get(id) ?? []).map(work).filter((each) => each !== undefined),
      );
    }
    emit('messages', { conversationId: id as never, changed: [] });
    emit('conversations', undefined);
  }

  const later = (ms: number, work: () => void) => setTimeout(work, ms);
  const pause = (ms: number) => new Promise((resolve) => later(ms, () => resolve(undefined)));
  const after = async <Value>(ms: number, value: Value): Promise<Value> => {
    await pause(ms);
    return value;
  };
  const groups = fakeGroups(
    ask,
    (name, event) => {
      emit(name as 'requests', event as never);
      if (name === 'groups') emit('conversations', undefined);
    },
    pause,
  );
  const byId = (messageId: number, work: (message: Message) => Message | undefined) => (each: Message) =>
    each.id === messageId ? work(each) : each;
  const withText = (message: Message, text: string) =>
    ({ ...message, content: { type: 'text', text }, editedMs: Date.now() }) as Message;

  function deliver(message: Message): void {
    const id = Number(message.conversationId);
    if (ask.has('offline')) return;
    if (isGroup(id)) return deliverToGroup(id, message);
    later(300, () => change(id, message.localId, 'sent'));
    later(700, () => change(id, message.localId, 'delivered'));
    later(1400, () => change(id, message.localId, 'read'));
    later(1500, () => typing(id));
    later(3200, () => receive(id, sayings[nextId % sayings.length] ?? ''));
  }

  function deliverToGroup(id: number, message: Message): void {
    later(300, () => change(id, message.localId, 'sent'));
    for (const count of [1, 2, 3]) {
      later(600 + 500 * count, () =>
        rewrite(id, (each) =>
          each.localId === message.localId ? ({ ...each, status: 'read', readCount: count } as Message) : each,
        ),
      );
    }
    later(2500, () => stream(id, base + 2));
  }

  /** Says something long, piece by piece. */
  function stream(id: number, from: number): void {
    const words = sayings.join(' ').split(' ');
    const first = make(id, from, words.slice(0, 3).join(' '), Date.now(), 'received');
    unread.set(id, (unread.get(id) ?? 0) + 1);
    add(id, first);
    for (const [index, word] of words.slice(3, 120).entries())
      later(index * 60, () => grow(id, Number(first.id), word));
  }

  function grow(id: number, messageId: number, word: string): void {
    rewrite(
      id,
      byId(messageId, (each) => withText(each, `${each.content.type === 'text' ? each.content.text : ''} ${word}`)),
    );
  }

  function typing(id: number): void {
    emit('typing', { conversationId: id as never, userId: id as never, untilMs: Date.now() + 4000 });
  }

  function receive(id: number, text: string): void {
    emit('typing', { conversationId: id as never, userId: id as never, untilMs: 0 });
    unread.set(id, (unread.get(id) ?? 0) + 1);
    add(id, make(id, id, text, Date.now(), 'received'));
  }

  async function enter(): Promise<void> {
    me = profiles[0];
    if (!ask.has('slow')) seed();
    if (ask.has('slow'))
      later(number('slow', 3000), () => {
        seed();
        setConnection({ state: 'online' });
        emit('conversations', undefined);
      });
    setConnection(ask.has('slow') ? { state: 'connecting' } : { state: 'online' });
    if (ask.has('offline')) later(300, goOffline);
    if (ask.has('typing')) setInterval(() => typing(base + 2), 1000);
    Object.assign(window, { fake: { receive, typing, stream, base } });
  }

  function goOffline(): void {
    setConnection({ state: 'waiting', retryAtMs: Date.now() + waitMs });
    later(waitMs, () => {
      setConnection({ state: 'connecting' });
      waitMs = Math.min(waitMs * 2, 30_000);
      later(800, goOffline);
    });
  }

  return {
    get connection() {
      return connection;
    },
    get me() {
      return me;
    },
    isSynced: true,
    reconnectNow: () => undefined,
    get totalUnread() {
      return [...unread.values()].reduce((sum, count) => sum + count, 0);
    },
    async register() {
      await pause(400);
      await enter();
    },
    async login({ name, password }: { name: string; password: string }) {
      await pause(400);
      if (password !== 'password') throw new ImError('wrongPassword', { details: { name } });
      await enter();
    },
    async resume() {
      if (ask.get('as')) await enter();
      return ask.has('as');
    },
    async logout() {
      me = undefined;
      setConnection({ state: 'signedOut' });
    },
    async close() {
      handlers.clear();
    },
    conversations,
    messages: (id: number) => windows.get(id) ?? [],
    async history(id: number, { limit = 30 } = {}) {
      await pause(number('lag', 120));
      const all = stores.get(id) ?? [];
      const have = windows.get(id)?.length ?? 0;
      const older = all.slice(Math.max(0, all.length - have - limit), all.length - have);
      windows.set(id, [...older, ...(windows.get(id) ?? [])]);
      emit('messages', { conversationId: id as never, changed: older });
      return { messages: older, hasMore: have + older.length < all.length };
    },
    send(id: number, { text, mentions }: { text: string; mentions?: readonly unknown[] }) {
      const message = { ...make(id, base, text, Date.now(), 'sending'), ...(mentions && { mentions }) } as Message;
      add(id, message);
      deliver(message);
      return message;
    },
    whenSettled: () => Promise.reject(new ImError('notSupported')),
    resend(localId: string) {
      for (const [id, list] of stores) {
        const message = list.find((each) => each.localId === localId);
        if (!message) continue;
        change(id, localId, 'sending');
        deliver(message);
      }
    },
    async recall(id: number, messageId: number) {
      await pause(200);
      rewrite(
        id,
        byId(messageId, () => undefined),
      );
    },
    async deleteMessage(id: number, messageId: number) {
      await pause(200);
      rewrite(
        id,
        byId(messageId, () => undefined),
      );
    },
    async edit(id: number, messageId: number, text: string) {
      rewrite(
        id,
        byId(messageId, (each) => withText(each, text)),
      );
      await pause(200);
    },
    async setPinned(id: number, isPinned: boolean) {
      await pause(100);
      if (isPinned) pinned.add(id);
      else pinned.delete(id);
      emit('conversations', undefined);
    },
    async markUnread(id: number) {
      await pause(100);
      unread.set(id, (unread.get(id) ?? 0) + 1);
      emit('conversations', undefined);
    },
    async deleteConversation(id: number) {
      await pause(200);
      stores.delete(id);
      windows.delete(id);
      unread.delete(id);
      emit('conversations', undefined);
    },
    async receipts(id: number, _messageId: number, { which, cursor }: { which: string; cursor?: string }) {
      await pause(300);
      if (which === 'played') return { userIds: [], count: 0 };
      const all = (groups.members.get(id) ?? []).map((each) => each.userId).slice(1);
      const userIds = which === 'read' ? all.slice(0, 3) : all.slice(3);
      const from = Number(cursor ?? 0);
      const page = userIds.slice(from, from + 50);
      const isLast = from + 50 >= userIds.length;
      return { userIds: page, count: userIds.length, ...(isLast ? {} : { cursor: String(from + 50) }) };
    },
    groups: groups.api,
    roster: {
      apply: () => after(300, 'waiting'),
      accept: () => pause(300),
      decline: () => pause(300),
      async remove(id: number) {
        await pause(300);
        strangers.add(id);
        emit('profiles', { userIds: [] });
      },
      block: async (id: number) => void blocked.add(id),
      unblock: async (id: number) => void blocked.delete(id),
      blocked: async () => [...blocked],
      applications: async () =>
        ask.has('empty')
          ? []
          : [
              {
                userId: base + 24,
                reason: 'Hi Alice, we met at the conference in May. I have the photos you asked for.',
                status: 'waiting',
                expiresAtMs: 0,
              },
              { userId: base + 46, reason: '', status: 'waiting', expiresAtMs: 0 },
            ],
      async setAlias(id: number, alias: string) {
        await pause(200);
        Object.assign(profiles.find((each) => Number(each.userId) === id) ?? {}, { alias });
        emit('profiles', { userIds: [] });
        emit('conversations', undefined);
      },
      setMuted: () => pause(200),
    },
    devices: {
      list: () =>
        after(
          300,
          [
            { deviceSn: 4, platform: 'web', description: 'Chrome 140 on macOS', isThis: true },
            { deviceSn: 1, platform: 'ios', description: 'iPhone 17', isThis: false },
            { deviceSn: 2, platform: 'android', description: '华为 Mate 70 Pro 典藏版（工作）', isThis: false },
            { deviceSn: 3, platform: 'web', description: '', isThis: false },
          ].filter((each) => each.isThis || !ask.has('alone')),
        ),
      kick: () => pause(300),
      kickAllOthers: () => pause(300),
    },
    async markRead(id: number) {
      unread.set(id, 0);
      mentioned.delete(id);
      emit('conversations', undefined);
    },
    sendTyping: () => undefined,
    async findUser(name: string) {
      await pause(500);
      const found = profiles.find((profile) => profile.username === name);
      if (!found) throw new ImError('userNotFound');
      return found;
    },
    profile: (id: number) => profileOf(id),
    async updateProfile({ nickName }: { nickName?: string }) {
      await pause(300);
      if (me) me = { ...me, nickName: nickName ?? '' };
      emit('profiles', { userIds: [] });
    },
    friends: () => (ask.has('empty') ? [] : profiles.slice(1).filter((each) => !strangers.has(Number(each.userId)))),
    openConversation(id: number) {
      if (!stores.has(id)) {
        stores.set(id, []);
        windows.set(id, []);
      }
      emit('conversations', undefined);
    },
    on<Name extends ClientEventName>(name: Name, handler: ClientEventHandler<Name>) {
      const set = handlers.get(name) ?? new Set();
      handlers.set(name, set);
      set.add(handler as never);
      return () => set.delete(handler as never);
    },
  } as unknown as Client;
}

/** The page asks for a client that its tabs share; nothing is shared here. */
export { createClient as createTabsClient };
