import type { AppId, ConversationId, UserId } from '@warbler/protocol';
import type { UserRest } from './http/user-rest.ts';
import type { LocalMessageId, Message, MessageContent, OutgoingContent, SendFailure } from './message.ts';
import type { Platform } from './platform/platform.ts';
import type { Kept } from './store/kept.ts';

/** What entries of their own are built on, so that apps that do not use them do not carry them. @internal */
export interface ClientSeam {
  readonly appId: AppId;
  readonly platform: Platform;
  /** Undefined while nobody is signed in. */
  account(): AccountSeam | undefined;
  /** Calls the handler now if somebody is signed in, and whenever somebody signs in; returns what ends it. */
  onOpen(handler: () => void): () => void;
}

/** The account that is signed in. @internal */
export interface AccountSeam {
  readonly me: UserId;
  readonly rest: UserRest;
  /** The right to act as the user, which addresses of files need. */
  token(): string;
  /** The server's number of this device; 0 before it gave one. */
  deviceSn(): number;
  /** The REST base, without a slash at the end; '' before the servers are known. */
  restBase(): string;
  /** What an entry keeps of this user on this device, under its own name. */
  kept(name: string): Kept;
  /** Something failed in the background: the event `problem`. */
  problem(error: unknown): void;
  /** The user's own profile changed on the server. */
  refreshMe(): void;
  /** Messages that are shown as `sending` while their files are not uploaded, from earlier runs too. */
  readonly held: readonly Message[];
  /** Whether a message with this local id waits for its file, or failed without it. */
  keepsFileOf(localId: string): boolean;
  /** Shows a message whose file has no address yet. */
  hold(conversationId: ConversationId, content: OutgoingContent): Message;
  /** The file has an address: the message is sent. */
  release(localId: LocalMessageId, content: MessageContent): void;
  failHeld(localId: LocalMessageId, failure: SendFailure): void;
  /** Told when a message whose file was not uploaded is sent again. */
  tellHeld(handler: (message: Message) => void): void;
}
