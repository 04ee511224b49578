import type { AppId, ConversationId, UserId } from '@warbler/protocol';
import type { UserRest } from './http/user-rest.ts';
import type { LocalMessageId, Message, MessageContent, OutgoingContent, SendFailure } from './message.ts';
import type { Platform } from './platform/platform.ts';
import type { SearchSource } from './search/search-source.ts';
import type { AccountSpace } from './store/account-space.ts';
import type { Handover } from './store/handover.ts';
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

/** What becomes of a wish for a lock. Nothing is told after `letGo`. @internal */
export interface SeamLockEvents {
  /** It is held now. */
  held(): void;
  /** Another tab took it away. */
  stolen(): void;
}

/** A lock that one tab at a time holds; when it goes, the next that wants it gets it. @internal */
export interface SeamLock {
  /** Waits for the lock. */
  want(): void;
  /** Takes the lock from whoever holds it. */
  steal(): void;
  letGo(): void;
}

/** The account that is signed in. Of several tabs at one account each has its own. @internal */
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
  /** The stored messages; absent where another tab may have them: see `search`. */
  readonly space?: AccountSpace;
  /** Searches the stored messages in the tab that has them; absent where there are no other tabs. */
  readonly search?: SearchSource;
  /** Keeps other tabs from doing the same as this one; absent where there are none. */
  lock?(name: string, events: SeamLockEvents): SeamLock;
  /** Messages that are shown as `sending` while their files are not uploaded, from earlier runs and other tabs too. */
  held(): readonly Message[];
  /** Whether a message with this local id waits for its file, or failed without it. */
  keepsFileOf(localId: string): Promise<boolean>;
  /** Shows a message whose file has no address yet; `handover` is of one that another tab has shown. */
  hold(conversationId: ConversationId, content: OutgoingContent, handover?: Handover): Message;
  /**
   * The file has an address: the message is sent. Does nothing for a message that does not wait. Resolves when the tab
   * that leads has stored it.
   */
  release(localId: LocalMessageId, content: MessageContent): Promise<void>;
  /** The file could not be uploaded; otherwise the same. */
  failHeld(localId: LocalMessageId, failure: SendFailure): Promise<void>;
}
