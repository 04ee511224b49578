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
import { people, sayings } from './people.ts';

// Stands in for @warbler/sdk in `vite build --mode fake` (vite.config.ts). The address says what to show:
// ?as=alice signs in at once; ?people=50; ?long=10000 messages in the first conversation; ?loaded=10000 of them at
// once; ?offline; ?slow; ?empty; ?fails.
const ask = new URLSearchParams(location.search);
const number = (name: string, fallback: number) => Number(ask.get(name) ?? fallback);
const hourMs = 3_600_000;
const base = 2 ** 41;
const nowMs = Date.now();

type Mutable = { -readonly [Key in keyof Message]: Message[Key] };

export const displayName = (profile: Profile) => profile.nickName || profile.username;

const profiles = people.map(
  ([username, nickName], index) => ({ userId: base + index * 2, username, nickName }) as unknown as Profile,
);

export function createClient(): Client {
  const handlers = new Map<string, Set<(event: never) => void>>();
  const windows = new Map<number, Message[]>();
  const stores = new Map<number, Message[]>();
  const unread = new Map<number, number>();
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

  function seed(): void {
    if (ask.has('empty')) return;
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
        const title = profile ? displayName(profile) : `${people[(id / 2) % people.length]?.[1]} ${id % 1000}`;
        return {
          id,
          kind: 'user',
          title,
          unreadCount: unread.get(id) ?? 0,
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
    for (const map of [stores, windows]) {
      map.set(
        id,
        (map.get(id) ?? []).map((each) => (each.localId === localId ? ({ ...each, status } as Message) : each)),
      );
    }
    emit('messages', { conversationId: id as never, changed: [] });
    emit('conversations', undefined);
  }

  const later = (ms: number, work: () => void) => setTimeout(work, ms);

  function deliver(message: Message): void {
    const id = Number(message.conversationId);
    if (ask.has('offline')) return;
    later(300, () => change(id, message.localId, 'sent'));
    later(700, () => change(id, message.localId, 'delivered'));
    later(1400, () => change(id, message.localId, 'read'));
    later(1500, () => typing(id));
    later(3200, () => receive(id, sayings[nextId % sayings.length] ?? ''));
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
    Object.assign(window, { fake: { receive, typing, base } });
  }

  function goOffline(): void {
    setConnection({ state: 'waiting', retryAtMs: Date.now() + waitMs });
    later(waitMs, () => {
      setConnection({ state: 'connecting' });
      waitMs = Math.min(waitMs * 2, 30_000);
      later(800, goOffline);
    });
  }

  const pause = (ms: number) => new Promise((resolve) => later(ms, () => resolve(undefined)));

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
    send(id: number, { text }: { text: string }) {
      const message = make(id, base, text, Date.now(), 'sending');
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
    async markRead(id: number) {
      unread.set(id, 0);
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
    friends: () => (ask.has('empty') ? [] : profiles.slice(1)),
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
