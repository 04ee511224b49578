import { type AppId, type ConversationId, ImError, type MessageId, type UserId } from '@warbler/protocol';
import type { Account } from './account/account.ts';
import { openAccount } from './account/open-account.ts';
import { InOrder } from './chat/in-order.ts';
import type {
  Client,
  Credentials,
  DeletionScope,
  HistoryPage,
  ReceiptsPage,
  ReceiptsQuery,
  Registration,
} from './client.ts';
import type { ConnectionState, SignedOutReason } from './connection/connection-state.ts';
import type { Conversation } from './conversation.ts';
import { type DeviceSpace, openDeviceSpace } from './device-space.ts';
import { Devices } from './devices/devices.ts';
import { Emitter } from './emitter.ts';
import type { ClientEventHandler, ClientEventName } from './events.ts';
import { Groups } from './groups/groups.ts';
import { logIn, register } from './http/accounts.ts';
import type { LocalMessageId, Message, OutgoingContent } from './message.ts';
import type { Platform } from './platform/platform.ts';
import type { Profile } from './profile.ts';
import { Roster } from './roster/roster.ts';
import type { ClientSeam } from './seam.ts';
import type { Storage } from './storage/storage.ts';
import type { Handover } from './store/handover.ts';
import type { StoredSession } from './store/session.ts';

/** What a session client needs. */
export interface SessionClientOptions {
  readonly appId: AppId;
  readonly dns: string;
  readonly platform: Platform;
  readonly storage?: Storage | Promise<Storage>;
  readonly deviceScope?: string;
  readonly acknowledgesDelivery: boolean;
}

const nothing: readonly never[] = [];

/** A client from its making to its closing: signs users in and out, and hands everything else to the account. */
export class SessionClient implements Client {
  readonly groups = new Groups(() => this.#account?.groups);
  readonly roster = new Roster(() => this.#account?.roster);
  readonly devices = new Devices(() => this.#account?.devices);
  readonly #options: SessionClientOptions;
  readonly #emitter = new Emitter();
  /** Signing in, signing out and closing happen one after the other. */
  readonly #inOrder = new InOrder();
  readonly #openHandlers = new Set<() => void>();
  #space: Promise<DeviceSpace> | undefined;
  #account: Account | undefined;
  #signedOut: ConnectionState = { state: 'signedOut' };
  #isClosed = false;

  constructor(options: SessionClientOptions) {
    this.#options = options;
  }

  get seam(): ClientSeam {
    return {
      appId: this.#options.appId,
      platform: this.#options.platform,
      account: () => this.#account?.seam,
      onOpen: (handler) => {
        this.#openHandlers.add(handler);
        if (this.#account) handler();
        return () => this.#openHandlers.delete(handler);
      },
    };
  }

  get connection(): ConnectionState {
    return this.#account?.connection ?? this.#signedOut;
  }

  get isSynced(): boolean {
    return this.#account?.isSynced ?? false;
  }

  reconnectNow(): void {
    this.#account?.reconnectNow();
  }

  get me(): Profile | undefined {
    return this.#account?.me;
  }

  get totalUnread(): number {
    return this.#account?.totalUnread ?? 0;
  }

  register(registration: Registration): Promise<void> {
    return this.#inTurn(async (space) => {
      await register(space.rest, registration);
      await this.#signIn(space, registration);
      if (registration.nickName) await this.#account?.updateProfile({ nickName: registration.nickName });
    });
  }

  login(credentials: Credentials): Promise<void> {
    return this.#inTurn((space) => this.#signIn(space, credentials));
  }

  resume(): Promise<boolean> {
    return this.#inTurn(async (space) => {
      if (this.#account) return true;
      const session = await space.sessions.read();
      if (session) await this.#open(space, session);
      return session !== undefined;
    });
  }

  logout(): Promise<void> {
    return this.#inTurn((space) => this.#end(space, 'logout'));
  }

  close(): Promise<void> {
    return this.#inOrder.run(async () => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      await this.#account?.close();
      this.#account = undefined;
      const space = await this.#space;
      await space?.close();
    });
  }

  conversations(): readonly Conversation[] {
    return this.#account?.conversations ?? nothing;
  }

  messages(conversationId: ConversationId): readonly Message[] {
    return this.#account?.messages(conversationId) ?? nothing;
  }

  async history(conversationId: ConversationId, { limit }: { readonly limit?: number } = {}): Promise<HistoryPage> {
    return this.#signedIn().history(conversationId, limit);
  }

  openConversation(conversationId: ConversationId): void {
    this.#signedIn().openConversation(conversationId);
  }

  send(conversationId: ConversationId, content: OutgoingContent, handover?: Handover): Message {
    return this.#signedIn().send(conversationId, content, handover);
  }

  /** Resolves when everything done so far is stored. */
  async flushed(): Promise<void> {
    await this.#account?.flushed();
  }

  async whenSettled(localId: LocalMessageId): Promise<Message> {
    return this.#signedIn().whenSettled(localId);
  }

  resend(localId: LocalMessageId): void {
    this.#signedIn().resend(localId);
  }

  async markRead(conversationId: ConversationId): Promise<void> {
    await this.#signedIn().markRead(conversationId);
  }

  async recall(conversationId: ConversationId, messageId: MessageId): Promise<void> {
    await this.#signedIn().recall(conversationId, messageId);
  }

  async deleteMessage(conversationId: ConversationId, messageId: MessageId): Promise<void> {
    await this.#signedIn().deleteMessage(conversationId, messageId);
  }

  async edit(conversationId: ConversationId, messageId: MessageId, text: string): Promise<void> {
    await this.#signedIn().edit(conversationId, messageId, text);
  }

  async append(conversationId: ConversationId, messageId: MessageId, text: string): Promise<void> {
    await this.#signedIn().append(conversationId, messageId, text);
  }

  async markUnread(conversationId: ConversationId, messageId: MessageId): Promise<void> {
    await this.#signedIn().markUnread(conversationId, messageId);
  }

  async deleteConversation(conversationId: ConversationId, where: DeletionScope): Promise<void> {
    await this.#signedIn().deleteConversation(conversationId, where);
  }

  async setPinned(conversationId: ConversationId, isPinned: boolean): Promise<void> {
    await this.#signedIn().setPinned(conversationId, isPinned);
  }

  async receipts(conversationId: ConversationId, messageId: MessageId, query: ReceiptsQuery): Promise<ReceiptsPage> {
    return this.#signedIn().receipts(conversationId, messageId, query);
  }

  async markPlayed(conversationId: ConversationId, messageId: MessageId): Promise<void> {
    await this.#signedIn().markPlayed(conversationId, messageId);
  }

  async markDelivered(conversationId: ConversationId, messageId: MessageId): Promise<void> {
    await this.#signedIn().markDelivered(conversationId, messageId);
  }

  sendTyping(conversationId: ConversationId): void {
    this.#account?.sendTyping(conversationId);
  }

  async findUser(name: string): Promise<Profile> {
    return this.#signedIn().findUser(name);
  }

  profile(userId: UserId): Profile | undefined {
    return this.#account?.profile(userId);
  }

  async updateProfile(changes: { readonly nickName?: string }): Promise<void> {
    await this.#signedIn().updateProfile(changes);
  }

  friends(): readonly Profile[] {
    return this.#account?.friends ?? nothing;
  }

  on<Name extends ClientEventName>(name: Name, handler: ClientEventHandler<Name>): () => void {
    return this.#emitter.on(name, handler);
  }

  #signedIn(): Account {
    if (!this.#account) throw new ImError('notLoggedIn', { message: 'Nobody is signed in' });
    return this.#account;
  }

  #inTurn<Result>(work: (space: DeviceSpace) => Promise<Result>): Promise<Result> {
    return this.#inOrder.run(async () => {
      if (this.#isClosed) throw new ImError('cancelled', { message: 'The client is closed' });
      return work(await this.#openSpace());
    });
  }

  async #openSpace(): Promise<DeviceSpace> {
    const problem = (error: ImError) => this.#emitter.emit('problem', { error });
    this.#space ??= openDeviceSpace({ ...this.#options, problem });
    try {
      return await this.#space;
    } catch (error) {
      // The next call tries again.
      this.#space = undefined;
      throw error;
    }
  }

  async #signIn(space: DeviceSpace, credentials: Credentials): Promise<void> {
    const login = await logIn(space.rest, credentials);
    const session: StoredSession = { ...login, username: credentials.name };
    await this.#account?.close();
    await space.sessions.write(session);
    await this.#open(space, session);
  }

  async #open(space: DeviceSpace, session: StoredSession): Promise<void> {
    const account = await openAccount(space, session, {
      platform: this.#options.platform,
      emitter: this.#emitter,
      acknowledgesDelivery: this.#options.acknowledgesDelivery,
      signedOut: (reason) => this.#endedByServer(account, reason),
    });
    this.#account = account;
    for (const handler of this.#openHandlers) handler();
    account.start();
    this.#emitter.emit('connection', account.connection);
    this.#emitter.emit('conversations', undefined);
  }

  #endedByServer(account: Account, reason: SignedOutReason): void {
    this.#inTurn(async (space) => {
      if (this.#account === account) await this.#end(space, reason);
    }).catch((error: unknown) => this.#emitter.emit('problem', { error: ImError.from(error) }));
  }

  async #end(space: DeviceSpace, reason: SignedOutReason): Promise<void> {
    const account = this.#account;
    if (!account) return;
    this.#account = undefined;
    this.#signedOut = { state: 'signedOut', reason };
    // Whoever took this device's place may leave it again: its session is still good.
    if (reason !== 'sameDevice') await space.sessions.remove();
    await account.close();
    this.#emitter.emit('connection', this.#signedOut);
    this.#emitter.emit('conversations', undefined);
    this.#emitter.emit('signedOut', { reason });
  }
}
