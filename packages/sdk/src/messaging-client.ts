import { type ConversationId, ImError, type MessageId, type UserId } from '@warbler/protocol';
import type { Account } from './account/account.ts';
import type { AccountParts } from './account/assemble.ts';
import { openAccount } from './account/open-account.ts';
import { PendingLogin } from './account/pending-login.ts';
import { reasonOf } from './account/reason-of.ts';
import { whileSignedIn } from './account/while-signed-in.ts';
import type { Client, DeletionScope, HistoryPage, ReceiptsPage, ReceiptsQuery } from './client.ts';
import { ClientTurns } from './client-turns.ts';
import type { ConnectionState, SignedOutReason } from './connection/connection-state.ts';
import type { Conversation } from './conversation.ts';
import type { Credentials, LogoutOptions, Registration } from './credentials.ts';
import { type DeviceSpace, openDeviceSpace } from './device-space.ts';
import { Emitter } from './emitter.ts';
import type { ClientEventHandler, ClientEventName } from './events.ts';
import { findOwner, type Login, logIn, register } from './http/accounts.ts';
import type { LocalMessageId, Message, OutgoingContent } from './message.ts';
import type { Profile } from './profile.ts';
import type { ClientSeam } from './seam.ts';
import type { SessionClientOptions } from './session-client-options.ts';
import type { Handover } from './store/handover.ts';
import type { KnownAccount } from './store/known-accounts.ts';
import type { StoredSession } from './store/session.ts';

const nothing: readonly never[] = [];

/** What a client has beside its conversations. */
type Beside = 'devices' | 'groups' | 'local' | 'messagesAround' | 'roster' | 'setMuted';

/**
 * A client from its making to its closing: signs users in and out, and hands what is about conversations to the account.
 * The floo API stands on it, and has ways of its own to what is beside.
 */
export class MessagingClient implements Omit<Client, Beside> {
  readonly #options: SessionClientOptions;
  readonly #emitter = new Emitter();
  readonly #turns: ClientTurns;
  readonly #openHandlers = new Set<() => void>();
  #account: Account | undefined;
  #pending: PendingLogin<Login> | undefined;
  #signedOut: ConnectionState = { state: 'signedOut' };

  constructor(options: SessionClientOptions) {
    this.#options = options;
    const problem = (error: ImError) => this.#emitter.emit('problem', { error });
    this.#turns = new ClientTurns(() => openDeviceSpace({ ...options, problem }));
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
    this.#pending?.tryNow();
    this.#account?.reconnectNow();
  }

  get me(): Profile | undefined {
    return this.#account?.me;
  }

  get totalUnread(): number {
    return this.#account?.totalUnread ?? 0;
  }

  register(registration: Registration): Promise<void> {
    return this.#turns.run(async (space) => {
      await register(space.rest, registration);
      await this.#signIn(space, registration);
      if (registration.nickName) await this.#account?.updateProfile({ nickName: registration.nickName });
    });
  }

  login(credentials: Credentials): Promise<void> {
    return this.#turns.run((space) => this.#signIn(space, credentials));
  }

  fastLogin(credentials: Credentials): Promise<void> {
    return this.#turns.run(async (space) => {
      const known = await space.known.find(credentials);
      if (!known) return this.#signIn(space, credentials);
      const session = await space.sessions.read();
      const token = { value: session?.userId === known.userId ? session.token : '' };
      const account = await this.#open(space, known, () => token.value);
      if (token.value === '') this.#confirm(space, { account, credentials, token });
      else account.start();
    });
  }

  loginWithToken(token: string): Promise<void> {
    return this.#turns.run(async (space) => this.#enter(space, await findOwner(space.rest, token)));
  }

  resume(): Promise<boolean> {
    return this.#turns.run(async (space) => {
      if (this.#account) return true;
      const session = await space.sessions.read();
      if (session) await this.#start(space, session);
      return session !== undefined;
    });
  }

  /** Signs in with a session that was got elsewhere. */
  adopt(session: StoredSession): Promise<void> {
    return this.#turns.run((space) => this.#enter(space, session));
  }

  /** What the signed-in account is made of; undefined while signed out. */
  get parts(): AccountParts | undefined {
    return this.#account?.parts;
  }

  /** What the client stands on, for layers that need more than a client offers. @throws ImError `storageUnavailable` */
  space(): Promise<DeviceSpace> {
    return this.#turns.space();
  }

  logout(options: LogoutOptions = {}): Promise<void> {
    return this.#turns.run(async (space) => {
      await this.#account?.beforeLogout(options);
      await this.#end(space, 'logout');
    });
  }

  close(): Promise<void> {
    return this.#turns.close(async () => {
      this.#pending?.stop();
      await this.#account?.close();
      this.#account = undefined;
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

  async setDraft(conversationId: ConversationId, draft = ''): Promise<void> {
    await this.#signedIn().setLocal(conversationId, 'draft', draft || undefined);
  }

  async setExtension(conversationId: ConversationId, extension?: string): Promise<void> {
    await this.#signedIn().setLocal(conversationId, 'extension', extension);
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
    return whileSignedIn(this.#account);
  }

  async #signIn(space: DeviceSpace, credentials: Credentials): Promise<void> {
    const login = await logIn(space.rest, credentials);
    await this.#enter(space, login);
    await space.known.remember(login, credentials.password);
  }

  async #enter(space: DeviceSpace, login: Login): Promise<void> {
    await this.#closeAccount();
    await space.sessions.write(login);
    await this.#start(space, login);
  }

  async #start(space: DeviceSpace, session: StoredSession): Promise<void> {
    const account = await this.#open(space, session, () => session.token);
    account.start();
  }

  async #open(space: DeviceSpace, who: KnownAccount, token: () => string): Promise<Account> {
    await this.#closeAccount();
    const account = await openAccount(space, who, {
      platform: this.#options.platform,
      emitter: this.#emitter,
      observer: this.#options.observer,
      acknowledgesDelivery: this.#options.acknowledgesDelivery,
      token,
      signedOut: (reason) => this.#endedByServer(account, reason),
    });
    this.#account = account;
    for (const handler of this.#openHandlers) handler();
    this.#emitter.emit('connection', account.connection);
    this.#emitter.emit('conversations', undefined);
    return account;
  }

  /** The account is open; it gets its token when the server can be asked. */
  #confirm(space: DeviceSpace, { account, credentials, token }: Unconfirmed): void {
    const { platform } = this.#options;
    const problem = (error: unknown) => this.#emitter.emit('problem', { error: ImError.from(error) });
    this.#pending = new PendingLogin({
      platform,
      logIn: () => logIn(space.rest, credentials),
      done(login) {
        token.value = login.token;
        space.sessions.write(login).catch(problem);
        account.start();
      },
      refused: (error) => {
        problem(error);
        this.#endedByServer(account, reasonOf(error));
      },
    });
  }

  async #closeAccount(): Promise<void> {
    this.#pending?.stop();
    this.#pending = undefined;
    await this.#account?.close();
  }

  #endedByServer(account: Account, reason: SignedOutReason): void {
    this.#turns
      .run(async (space) => {
        if (this.#account === account) await this.#end(space, reason);
      })
      .catch((error: unknown) => this.#emitter.emit('problem', { error: ImError.from(error) }));
  }

  async #end(space: DeviceSpace, reason: SignedOutReason): Promise<void> {
    const account = this.#account;
    if (!account) return;
    this.#pending?.stop();
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

/** An account that was opened before the server was asked. */
interface Unconfirmed {
  readonly account: Account;
  readonly credentials: Credentials;
  readonly token: { value: string };
}
