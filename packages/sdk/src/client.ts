import type { ConversationId, MessageId, UserId } from '@warbler/protocol';
import type { ConnectionState } from './connection/connection-state.ts';
import type { Conversation } from './conversation.ts';
import type { Credentials, LogoutOptions, Registration } from './credentials.ts';
import type { DevicesApi } from './devices/devices-api.ts';
import type { ClientEventHandler, ClientEventName } from './events.ts';
import type { GroupsApi } from './groups/group.ts';
import type { LocalMessagesApi, MessagesAround } from './local/local-messages-api.ts';
import type { LocalMessageId, Message, OutgoingContent } from './message.ts';
import type { Profile } from './profile.ts';
import type { RosterApi } from './roster/roster-api.ts';
import type { ClientSeam } from './seam.ts';

/** A loaded stretch of a conversation. */
export interface HistoryPage {
  /** The older messages this call added to the window, oldest first. */
  readonly messages: readonly Message[];
  /** Whether there may be messages older than the window. */
  readonly hasMore: boolean;
}

/** Which receipts of a message are asked for, and from where on. */
export interface ReceiptsQuery {
  /** Who has read it, who has not, or who has played it. */
  readonly which: 'read' | 'unread' | 'played';
  /** From the page before; absent for the first. */
  readonly cursor?: string;
}

/** A page of those who have, or have not, read a message. */
export interface ReceiptsPage {
  readonly userIds: readonly UserId[];
  /** How many there are in all; told with the first page, but not in very large groups. */
  readonly count?: number;
  /** Asks for the next page; absent on the last. */
  readonly cursor?: string;
}

/** Where a conversation is deleted. */
export type DeletionScope = 'here' | 'everywhere';

/**
 * One signed-in user on one device. Everything read from it is a snapshot: immutable, and the same object as long as
 * nothing in it changed, so that a view can compare by identity. Promises reject with `ImError`.
 */
export interface Client {
  /** How the client stands to the server. */
  readonly connection: ConnectionState;
  /**
   * Whether the server's list of conversations has come since the sign-in: an empty list means then that there are none.
   * The event `conversations` tells when it becomes true.
   */
  readonly isSynced: boolean;
  /** Tries to connect at once instead of waiting for the next attempt; does nothing while connected. */
  reconnectNow(): void;
  /** The signed-in user; undefined while signed out. */
  readonly me: Profile | undefined;
  /** All unread messages, without those of muted conversations (as the native SDKs count). */
  readonly totalUnread: number;

  /** Makes an account and signs in. @throws ImError `userExists`, `userNameTaken`, `invalidParameter`, ... */
  register(registration: Registration): Promise<void>;
  /** Signs in; connects in the background. @throws ImError `userNotFound`, `wrongPassword`, `serverUnreachable`, ... */
  login(credentials: Credentials): Promise<void>;
  /**
   * Signs in like `login`, and at once, without the network, where this user signed in before on this storage with this
   * password: local data is open, and the server is asked in the background, again and again until it answers. Should it
   * refuse the password now, the event `signedOut` tells `passwordChanged`. Any other password goes to the server first.
   */
  fastLogin(credentials: Credentials): Promise<void>;
  /** Signs in with a token that the app got by itself. @throws ImError `invalidToken`, `serverUnreachable`, ... */
  loginWithToken(token: string): Promise<void>;
  /** Opens the stored session, if there is one: local data at once, the connection in the background. */
  resume(): Promise<boolean>;
  /** Ends the session on this device. Local data stays for the next sign-in. */
  logout(options?: LogoutOptions): Promise<void>;
  /** Lets go of the connection, timers and storage. The session stays for `resume` of another client. */
  close(): Promise<void>;

  /** The conversations, newest activity first. */
  conversations(): readonly Conversation[];
  /**
   * The loaded window of a conversation, oldest first. The first call loads the newest 50 from this device, in the
   * background, and the event `messages` follows; from then on the window is kept up to date.
   */
  messages(conversationId: ConversationId): readonly Message[];
  /** Loads up to `limit` (default 30) messages older than the window, from this device or else from the server. */
  history(conversationId: ConversationId, options?: { readonly limit?: number }): Promise<HistoryPage>;
  /** Shows an empty conversation with a user or a group in the list until the first message is there. */
  openConversation(conversationId: ConversationId): void;

  /**
   * Sends. Returns at once with the message as `sending` (a command is sent, but never shown); it is kept on this device
   * and sent again after every loss of the connection or reload until the server answers. In one conversation messages
   * arrive in the order of the calls.
   * @throws ImError `notLoggedIn` while signed out, `textTooLong`, `invalidParameter` for an empty text or a file without
   * an address.
   */
  send(conversationId: ConversationId, content: OutgoingContent): Message;
  /** The message once the server has answered: `sent` or later, or `failed`. */
  whenSettled(localId: LocalMessageId): Promise<Message>;
  /** Sends a failed message again, as the newest of its conversation. */
  resend(localId: LocalMessageId): void;
  /** Marks everything in the conversation as read, here and on the user's other devices, and tells the senders. */
  markRead(conversationId: ConversationId): Promise<void>;
  /**
   * Somebody's sound or video was played: here and on the user's other devices, and its sender is told. Like a receipt
   * of reading it is kept until the server has it. @throws ImError `messageNotFound`.
   */
  markPlayed(conversationId: ConversationId, messageId: MessageId): Promise<void>;
  /** Tells the sender that a message arrived, where `acknowledgesDelivery` is off. @throws ImError `messageNotFound`. */
  markDelivered(conversationId: ConversationId, messageId: MessageId): Promise<void>;
  /** Tells a peer that the user is typing; call it on every key, it is told every 3 s at most, and only when online. */
  sendTyping(conversationId: ConversationId): void;

  /**
   * Takes a message back, for everyone: an own one within the app's time, any one of a group for its owner and admins.
   *
   * Like the five calls below: what it does is shown at once and kept on this device; it is sent again after every loss
   * of the connection or reload until the server answers, after everything of the conversation that was sent before.
   * The promise resolves when the server has done it. When the server refuses, it is taken back and the promise rejects.
   * @throws ImError `recallTooLate`, `recallDisabled`, `noPermission`, `messageNotFound`.
   */
  recall(conversationId: ConversationId, messageId: MessageId): Promise<void>;
  /** Deletes a message for this user only, on all devices. @throws ImError `messageNotFound`. */
  deleteMessage(conversationId: ConversationId, messageId: MessageId): Promise<void>;
  /** Makes an own message say something else. @throws ImError `messageNotFound`, `noPermission`, `textTooLong`. */
  edit(conversationId: ConversationId, messageId: MessageId, text: string): Promise<void>;
  /**
   * Adds a text to the end of an own message: streaming. Calls for one message arrive in their order; those that wait
   * go together. @throws ImError `messageNotFound`, `noPermission`, `textTooLong`.
   */
  append(conversationId: ConversationId, messageId: MessageId, text: string): Promise<void>;
  /** Somebody else's message counts as unread again, on all devices. @throws ImError `messageNotFound`. */
  markUnread(conversationId: ConversationId, messageId: MessageId): Promise<void>;
  /**
   * Deletes a conversation: `here`, it is not listed on this device until something new comes, and what was said stays;
   * `everywhere`, what was said so far is gone for this user on all devices. Failed messages in it are dropped.
   */
  deleteConversation(conversationId: ConversationId, where: DeletionScope): Promise<void>;
  /** Whether the user wants a conversation above the others, on all devices. @throws ImError `notGroupMember`, ... */
  setPinned(conversationId: ConversationId, isPinned: boolean): Promise<void>;
  /** Whether the user wants no notification of a conversation, on all devices; the total of unread leaves it out. */
  setMuted(conversationId: ConversationId, isMuted: boolean): Promise<void>;
  /** Keeps what the user has begun to write, on this device; '' or nothing takes it away. */
  setDraft(conversationId: ConversationId, draft?: string): Promise<void>;
  /** Keeps a string of the app's own with a conversation, on this device; nothing takes it away. */
  setExtension(conversationId: ConversationId, extension?: string): Promise<void>;
  /**
   * A stretch of a conversation around a message, such as one that a search found or that was quoted: `before` older and
   * `after` newer ones (default 30 each). The window stays as it is; page on with `client.local.page`. A message far
   * below what is stored comes from the server, without newer ones. @throws ImError `messageNotFound`, `timedOut`, ...
   */
  messagesAround(
    conversationId: ConversationId,
    messageId: MessageId,
    counts?: { readonly before?: number; readonly after?: number },
  ): Promise<MessagesAround>;
  /** Who has read an own message, and who has not. Asks the server. */
  receipts(conversationId: ConversationId, messageId: MessageId, query: ReceiptsQuery): Promise<ReceiptsPage>;

  /** The messages on this device. */
  readonly local: LocalMessagesApi;
  /** The user's groups. */
  readonly groups: GroupsApi;
  /** The user's friends: applying, accepting, blocking, names for them. */
  readonly roster: RosterApi;
  /** The user's devices. */
  readonly devices: DevicesApi;

  /** Finds a user by user name. @throws ImError `userNotFound`. */
  findUser(name: string): Promise<Profile>;
  /** What is known of a user. An unknown one is fetched in the background and told by the event `profiles`. */
  profile(userId: UserId): Profile | undefined;
  /** Changes the own profile. */
  updateProfile(changes: { readonly nickName?: string }): Promise<void>;
  /** The user's friends, by display name. */
  friends(): readonly Profile[];

  /** What entries of their own, such as `@warbler/sdk/files`, are built on. Not for apps: it may change. @internal */
  readonly seam: ClientSeam;

  /** Calls the handler at every event of that name; returns the function that ends it. */
  on<Name extends ClientEventName>(name: Name, handler: ClientEventHandler<Name>): () => void;
}
