import type { ConversationId, UserId } from '@warbler/protocol';
import type { ConnectionState } from './connection/connection-state.ts';
import type { Conversation } from './conversation.ts';
import type { ClientEventHandler, ClientEventName } from './events.ts';
import type { LocalMessageId, Message, OutgoingContent } from './message.ts';
import type { Profile } from './profile.ts';

/** A name and a password. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** What a new account is made of. */
export interface Registration extends Credentials {
  readonly nickName?: string;
}

/** A loaded stretch of a conversation. */
export interface HistoryPage {
  /** The older messages this call added to the window, oldest first. */
  readonly messages: readonly Message[];
  /** Whether there may be messages older than the window. */
  readonly hasMore: boolean;
}

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
  /** All unread messages of all conversations. */
  readonly totalUnread: number;

  /** Makes an account and signs in. @throws ImError `userExists`, `userNameTaken`, `invalidParameter`, ... */
  register(registration: Registration): Promise<void>;
  /** Signs in; connects in the background. @throws ImError `userNotFound`, `wrongPassword`, `serverNotReachable`, ... */
  login(credentials: Credentials): Promise<void>;
  /** Opens the stored session, if there is one: local data at once, the connection in the background. */
  resume(): Promise<boolean>;
  /** Ends the session on this device. Local data stays for the next sign-in. */
  logout(): Promise<void>;
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
  /** Shows an empty conversation with a user in the list until the first message is there. */
  openConversation(userId: UserId): void;

  /**
   * Sends. Returns at once with the message as `sending`; it is kept on this device and sent again after every loss of
   * the connection or reload until the server answers. In one conversation messages arrive in the order of the calls.
   * @throws ImError `notLoggedIn` while signed out, `textTooLong`, `invalidParameter` for an empty text.
   */
  send(conversationId: ConversationId, content: OutgoingContent): Message;
  /** The message once the server has answered: `sent` or later, or `failed`. */
  whenSettled(localId: LocalMessageId): Promise<Message>;
  /** Sends a failed message again, as the newest of its conversation. */
  resend(localId: LocalMessageId): void;
  /** Marks everything in the conversation as read, here and on the user's other devices, and tells the senders. */
  markRead(conversationId: ConversationId): Promise<void>;
  /** Tells a peer that the user is typing; call it on every key, it is told every 3 s at most, and only when online. */
  sendTyping(conversationId: ConversationId): void;

  /** Finds a user by user name. @throws ImError `userNotFound`. */
  findUser(name: string): Promise<Profile>;
  /** What is known of a user. An unknown one is fetched in the background and told by the event `profiles`. */
  profile(userId: UserId): Profile | undefined;
  /** Changes the own profile. */
  updateProfile(changes: { readonly nickName?: string }): Promise<void>;
  /** The user's friends, by display name. */
  friends(): readonly Profile[];

  /** Calls the handler at every event of that name; returns the function that ends it. */
  on<Name extends ClientEventName>(name: Name, handler: ClientEventHandler<Name>): () => void;
}
