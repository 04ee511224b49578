import { type ConversationId, type ImError, isGroupId, type UserId } from '@warbler/protocol';
import type { Announcer } from '../chat/announcer.ts';
import type { ChatTitle } from '../chat/chat.ts';
import type { Chats } from '../chat/chats.ts';
import type { GroupBook } from '../groups/group-book.ts';
import type { Users } from '../http/users.ts';
import { Friends } from '../people/friends.ts';
import { ProfileBook } from '../people/profile-book.ts';
import type { Clock } from '../platform/clock.ts';
import { displayName, type Profile } from '../profile.ts';
import type { AccountStore } from '../store/account-store.ts';
import type { Pins } from './pins.ts';

/** What people need. */
export interface PeopleOptions {
  readonly me: UserId;
  /** The name the user signed in with: all that is known of him at first. */
  readonly username: string;
  readonly users: Users;
  readonly groups: GroupBook;
  readonly pins: Pins;
  readonly clock: Clock;
  readonly store: AccountStore;
  readonly announcer: Announcer;
  problem(error: ImError): void;
}

/** Everyone the user knows, himself included: kept on this device and fresh from the server. */
export class People {
  readonly #options: PeopleOptions;
  readonly #book: ProfileBook;
  readonly #friends: Friends;
  #chats: Chats | undefined;
  #refreshing: Promise<void> | undefined;
  #nextRefresh: Promise<void> | undefined;

  constructor(options: PeopleOptions) {
    this.#options = options;
    const { users, clock, problem } = options;
    this.#book = new ProfileBook({ users, clock, problem, changed: (profiles) => this.#changed(profiles) });
    this.#friends = new Friends(this.#book);
  }

  /** Takes up what is stored. The conversations are told when a title changes. */
  async load(chats: Chats): Promise<void> {
    this.#chats = chats;
    const { store } = this.#options;
    this.#book.load(await store.profiles());
    this.#friends.set(await store.friends());
  }

  get me(): Profile {
    const { me, username } = this.#options;
    return this.#book.find(me) ?? { userId: me, username, nickName: '' };
  }

  find(userId: UserId): Profile | undefined {
    return this.#book.find(userId);
  }

  get friends(): readonly Profile[] {
    return this.#friends.snapshot;
  }

  titleOf(id: ConversationId): ChatTitle {
    const shown = (title: string, avatar: string | undefined, isMuted: boolean): ChatTitle => ({
      ...{ title, isMuted, isPinned: this.#options.pins.has(id) },
      ...(avatar ? { avatar } : {}),
    });
    if (isGroupId(id)) {
      const group = this.#options.groups.find(id);
      return shown(group?.name || String(id), group?.avatar, group !== undefined && group.muteMode !== 'normal');
    }
    const profile = id === 0 ? undefined : this.#book.find(id as UserId);
    return shown(profile ? displayName(profile) : String(id), profile?.avatar, profile?.isMuted === true);
  }

  isFriend(userId: UserId): boolean {
    return this.#friends.ids.includes(userId);
  }

  /** This user set something of his own about another one. */
  change(userId: UserId, changes: { readonly alias?: string; readonly isMuted?: boolean }): void {
    const profile = this.#book.find(userId);
    if (profile) this.#book.add([{ ...profile, ...changes }]);
  }

  async findByName(name: string): Promise<Profile> {
    const profile = await this.#options.users.findByName(name);
    this.#book.add([profile]);
    return profile;
  }

  async rename(nickName: string): Promise<void> {
    await this.#options.users.rename(nickName);
    this.#book.add([{ ...this.me, nickName }]);
  }

  /** Something about these users changed. */
  refresh(userIds: readonly UserId[]): void {
    this.#book.refresh(userIds);
  }

  /** Asks for the own profile, the friends, and everyone in the list of conversations. */
  async refreshAll(peers: readonly UserId[]): Promise<void> {
    const { users } = this.#options;
    this.#book.add([await users.me()]);
    await this.refreshFriends();
    this.#book.refresh([...this.#friends.ids, ...peers]);
  }

  /** Asks who the friends are; calls of one moment, and those while it asks, ask once more together. */
  refreshFriends(): Promise<void> {
    this.#nextRefresh ??= (this.#refreshing ?? Promise.resolve()).then(
      () => this.#startRefresh(),
      () => this.#startRefresh(),
    );
    return this.#nextRefresh;
  }

  #startRefresh(): Promise<void> {
    this.#nextRefresh = undefined;
    this.#refreshing = this.#askFriends();
    return this.#refreshing;
  }

  async #askFriends(): Promise<void> {
    const { announcer, me, store, users } = this.#options;
    const ids = await users.friendIds();
    const before = this.#friends.ids;
    if (ids.length === before.length && ids.every((id, at) => id === before[at])) return;
    this.#friends.set(ids);
    announcer.profilesChanged([me]);
    await store.write([store.friendsChange(ids)]);
  }

  close(): void {
    this.#book.close();
  }

  #changed(profiles: readonly Profile[]): void {
    const { announcer, store } = this.#options;
    for (const { userId } of profiles) this.#chats?.find(userId)?.invalidate();
    this.#chats?.invalidate();
    this.#friends.invalidate();
    announcer.profilesChanged(profiles.map(({ userId }) => userId));
    announcer.conversationsChanged();
    void store.write(profiles.map((profile) => store.profileChange(profile)));
  }
}
