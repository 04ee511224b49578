import type { AppId, ClientMessageId, ConversationId, GroupId, MessageId, UserId } from '@warbler/protocol';
import type { DoubtfulEdit } from '../actions/edit-check.ts';
import type { ChatRecord } from '../chat/chat-record.ts';
import type { Group, GroupMember } from '../groups/group.ts';
import type { Message } from '../message.ts';
import type { Profile } from '../profile.ts';
import type { Storage, StorageChange, StoredValue } from '../storage/storage.ts';
import type { AccountSpace } from './account-space.ts';
import { type Kept, keptIn } from './kept.ts';
import { AccountKeys, idDigits } from './keys.ts';
import { migrate } from './migrate.ts';
import type { Unsent } from './unsent.ts';
import { WriteQueue, type WriteQueueOptions } from './write-queue.ts';

/** What the server knows this device by. */
export interface DeviceIdentity {
  /** Made once for each user and device scope. */
  readonly guid: string;
  /** Given by the server, 0 before. */
  readonly sn: number;
}

/** Whose store. */
export interface AccountStoreOptions extends Omit<WriteQueueOptions, 'makeRoom'> {
  readonly appId: AppId;
  readonly userId: UserId;
  readonly deviceScope: string;
}

/**
 * Everything stored of one user on one device scope, with types. Reads see what was written before; a write is made of
 * changes from the `…Change` methods and is stored whole or not at all.
 */
export class AccountStore {
  readonly #storage: Storage;
  readonly #keys: AccountKeys;
  readonly #queue: WriteQueue;
  #isJournaled = false;
  /** Makes room in a full storage; what it returns is written in place of the batch. */
  makeRoom: WriteQueueOptions['makeRoom'];

  constructor(options: AccountStoreOptions) {
    this.#storage = options.storage;
    this.#keys = new AccountKeys(options.appId, options.userId, options.deviceScope);
    this.#queue = new WriteQueue({ ...options, makeRoom: async (batch) => this.makeRoom?.(batch) });
  }

  /** Brings what is stored to this version's layout. Before everything else. @throws ImError `storageUnavailable`. */
  async open(): Promise<void> {
    await migrate({ storage: this.#storage, root: this.#keys.root });
    this.#isJournaled = (await this.#storage.get(this.#keys.isJournaled)) === true;
  }

  /** Resolves when the changes are stored. */
  write(changes: readonly StorageChange[]): Promise<void> {
    return this.#queue.write(this.#journaled(changes));
  }

  /** Past the queue, for what makes room in it. */
  writeNow(changes: readonly StorageChange[]): Promise<void> {
    return this.#storage.write(this.#journaled(changes));
  }

  /** For entries beside the core; `shown` makes of a stored message what the user sees. */
  space(shown: (message: Message) => Message | undefined): AccountSpace {
    const { allMessages, index, isJournaled, journal } = this.#keys;
    return {
      ...{ storage: this.#storage, messages: allMessages, journal, index },
      startJournal: () => {
        this.#isJournaled = true;
        return this.#queue.write([{ key: isJournaled, value: true }]);
      },
      write: (changes) => this.#queue.write(changes),
      flushed: () => this.#queue.flushed(),
      find: async (conversationId, id) => {
        const message = await this.message(conversationId, id);
        return message && shown(message);
      },
    };
  }

  /** Resolves when everything written so far is stored. */
  flushed(): Promise<void> {
    return this.#queue.flushed();
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  async device(): Promise<DeviceIdentity | undefined> {
    return read<DeviceIdentity>(await this.#storage.get(this.#keys.device));
  }

  /** The greatest client message id in use; 0 when none is known. */
  async lastClientMid(): Promise<number> {
    return read<number>(await this.#storage.get(this.#keys.lastClientMid)) ?? 0;
  }

  chats(): Promise<readonly ChatRecord[]> {
    return this.#list<ChatRecord>(this.#keys.conversations);
  }

  unsent(): Promise<readonly Unsent[]> {
    return this.#list<Unsent>(this.#keys.outbox);
  }

  profiles(): Promise<readonly Profile[]> {
    return this.#list<Profile>(this.#keys.profiles);
  }

  async friends(): Promise<readonly UserId[]> {
    return read<readonly UserId[]>(await this.#storage.get(this.#keys.friends)) ?? [];
  }

  async pins(): Promise<readonly ConversationId[]> {
    return read<readonly ConversationId[]>(await this.#storage.get(this.#keys.pins)) ?? [];
  }

  groups(): Promise<readonly Group[]> {
    return this.#list<Group>(this.#keys.groups);
  }

  async joinedGroups(): Promise<readonly GroupId[]> {
    return read<readonly GroupId[]>(await this.#storage.get(this.#keys.joinedGroups)) ?? [];
  }

  async groupMembers(id: GroupId): Promise<readonly GroupMember[]> {
    return read<readonly GroupMember[]>(await this.#storage.get(this.#keys.groupMembers(id))) ?? [];
  }

  doubtfulEdits(): Promise<readonly DoubtfulEdit[]> {
    return this.#list<DoubtfulEdit>(this.#keys.doubtfulEdits);
  }

  async message(conversationId: ConversationId, id: MessageId): Promise<Message | undefined> {
    await this.#queue.flushed();
    return read<Message>(await this.#storage.get(this.#keys.message(conversationId, id)));
  }

  /** Messages with ids below `before` (default: the newest), newest first. */
  async messagesBefore(
    conversationId: ConversationId,
    range: { readonly before?: MessageId | undefined; readonly limit: number },
  ): Promise<readonly Message[]> {
    await this.#queue.flushed();
    const { before, limit } = range;
    const entries = await this.#storage.list({
      prefix: this.#keys.messages(conversationId),
      ...(before === undefined ? {} : { before: this.#keys.message(conversationId, before) }),
      limit,
      isDescending: true,
    });
    return entries.map(({ value }) => value as unknown as Message);
  }

  /** Messages with ids above `after`, oldest first. */
  async messagesAfter(conversationId: ConversationId, after: MessageId, limit?: number): Promise<readonly Message[]> {
    await this.#queue.flushed();
    const prefix = this.#keys.messages(conversationId);
    const entries = await this.#storage.list({
      prefix,
      after: this.#keys.message(conversationId, after),
      ...(limit === undefined ? {} : { limit }),
    });
    return entries.map(({ value }) => value as unknown as Message);
  }

  /** The oldest stored message of a conversation. */
  async oldestId(conversationId: ConversationId): Promise<MessageId | undefined> {
    const [oldest] = await this.messagesAfter(conversationId, -1 as MessageId, 1);
    return oldest?.id;
  }

  async messageCount(conversationId: ConversationId): Promise<number> {
    await this.#queue.flushed();
    return this.storedCount(conversationId);
  }

  /** Without what waits to be written. */
  async storedCount(conversationId: ConversationId): Promise<number> {
    const prefix = this.#keys.messages(conversationId);
    return this.#storage.count?.(prefix) ?? (await this.#storage.list({ prefix })).length;
  }

  /** The keys of the oldest stored messages, without what waits to be written. */
  async oldestKeys(
    conversationId: ConversationId,
    limit: number,
  ): Promise<{ readonly prefix: string; readonly keys: readonly string[] }> {
    const prefix = this.#keys.messages(conversationId);
    return { prefix, keys: (await this.#storage.list({ prefix, limit })).map(({ key }) => key) };
  }

  /** Which of the messages were removed on this device only. */
  async hidden(conversationId: ConversationId, ids: readonly MessageId[]): Promise<ReadonlySet<MessageId>> {
    if (ids.length === 0) return new Set();
    const [first, last] = [Math.min(...ids) as MessageId, (Math.max(...ids) + 1) as MessageId];
    const prefix = this.#keys.hidden(conversationId, first).slice(0, -idDigits);
    const before = this.#keys.hidden(conversationId, last);
    const entries = await this.#storage.list({ prefix, before });
    return new Set(entries.map(({ key }) => Number(key.slice(prefix.length)) as MessageId));
  }

  hiddenChange(conversationId: ConversationId, id: MessageId): StorageChange {
    return { key: this.#keys.hidden(conversationId, id), value: true };
  }

  /** Keys of the messages up to an id, to delete them. */
  async clearChanges(conversationId: ConversationId, upTo: MessageId): Promise<readonly StorageChange[]> {
    const before = this.#keys.message(conversationId, (upTo + 1) as MessageId);
    const entries = await this.#storage.list({ prefix: this.#keys.messages(conversationId), before });
    return entries.map(({ key }) => ({ key }));
  }

  /** What an entry of its own keeps. */
  kept(name: string): Kept {
    return keptIn(this.#storage, this.#keys.kept(name), this);
  }

  deviceChange(device: DeviceIdentity): StorageChange {
    return put(this.#keys.device, device);
  }

  lastClientMidChange(clientMid: ClientMessageId): StorageChange {
    return { key: this.#keys.lastClientMid, value: clientMid };
  }

  friendsChange(friends: readonly UserId[]): StorageChange {
    return put(this.#keys.friends, friends);
  }

  pinsChange(ids: readonly ConversationId[]): StorageChange {
    return put(this.#keys.pins, ids);
  }

  groupChange(group: Group): StorageChange {
    return put(this.#keys.group(group.id), group);
  }

  joinedGroupsChange(ids: readonly GroupId[]): StorageChange {
    return put(this.#keys.joinedGroups, ids);
  }

  groupMembersChange(id: GroupId, members: readonly GroupMember[]): StorageChange {
    return put(this.#keys.groupMembers(id), members);
  }

  doubtfulEditChange(edit: DoubtfulEdit): StorageChange {
    return put(this.#keys.doubtfulEdit(edit.conversationId, edit.mid), edit);
  }

  doubtfulEditRemoval({ conversationId, mid }: DoubtfulEdit): StorageChange {
    return { key: this.#keys.doubtfulEdit(conversationId, mid) };
  }

  chatChange(record: ChatRecord): StorageChange {
    return put(this.#keys.conversation(record.id), record);
  }

  messageChange(message: Message & { readonly id: MessageId }): StorageChange {
    return put(this.#keys.message(message.conversationId, message.id), message);
  }

  messageRemoval(conversationId: ConversationId, id: MessageId): StorageChange {
    return { key: this.#keys.message(conversationId, id) };
  }

  unsentChange(unsent: Unsent): StorageChange {
    return put(this.#keys.unsent(unsent.clientMid), unsent);
  }

  unsentRemoval(clientMid: ClientMessageId): StorageChange {
    return { key: this.#keys.unsent(clientMid) };
  }

  profileChange(profile: Profile): StorageChange {
    return put(this.#keys.profile(profile.userId), profile);
  }

  /** What the search has not seen is noted in the same batch. */
  #journaled(changes: readonly StorageChange[]): readonly StorageChange[] {
    if (!this.#isJournaled) return changes;
    const { allMessages, journal } = this.#keys;
    const notes = changes.filter(({ key }) => key.startsWith(allMessages));
    return [...changes, ...notes.map(({ key }) => ({ key: journal + key.slice(allMessages.length), value: true }))];
  }

  async #list<Row>(prefix: string): Promise<readonly Row[]> {
    const entries = await this.#storage.list({ prefix });
    return entries.map(({ value }) => value as unknown as Row);
  }
}

/** Rows are written by this version's types only: a change of their shape needs new keys. */
function read<Row>(value: StoredValue | undefined): Row | undefined {
  return value as unknown as Row | undefined;
}

function put(key: string, row: object): StorageChange {
  return { key, value: row as StoredValue };
}
