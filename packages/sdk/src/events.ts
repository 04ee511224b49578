import type { ConversationId, GroupId, ImError, UserId } from '@warbler/protocol';
import type { ConnectionState, SignedOutReason } from './connection/connection-state.ts';
import type { Message } from './message.ts';
import type { TrimmedConversation } from './store/trim-messages.ts';

/** Everything a client tells its app. Handlers run after the state has changed, many changes in one event. */
export interface ClientEvents {
  /** The list of conversations, or one of them, changed: read `client.conversations()`. */
  conversations: undefined;
  /** Messages of one conversation came, changed or left the window: read `client.messages(conversationId)`. */
  messages: { readonly conversationId: ConversationId; readonly changed: readonly Message[] };
  /** A message for programs came: a command, or what controls a call. It is told once on each device and not kept. */
  command: { readonly message: Message };
  /** `client.connection` changed. */
  connection: ConnectionState;
  /** Someone is typing until `untilMs` (ms since the epoch), unless told again; a past time means: stopped. */
  typing: { readonly conversationId: ConversationId; readonly userId: UserId; readonly untilMs: number };
  /** Profiles became known or changed: read `client.profile(id)`, `client.me` and `client.friends()`. */
  profiles: { readonly userIds: readonly UserId[] };
  /** Groups became known, changed, were joined or left, or told something: read `client.groups`. */
  groups: { readonly groupIds: readonly GroupId[] };
  /** The known members of a group changed: read `client.groups.members(groupId)`. */
  groupMembers: { readonly groupId: GroupId };
  /** Somebody applied, invited or answered: ask `client.groups` and `client.roster` for the lists anew. */
  requests: undefined;
  /** The storage was full: the oldest messages of the largest conversations left this device; history brings them. */
  storageTrimmed: { readonly removed: readonly TrimmedConversation[] };
  /** The session ended; sign in again. Local data stays. */
  signedOut: { readonly reason: SignedOutReason };
  /** Something failed in the background that the client goes on without, such as storage that cannot be written. */
  problem: { readonly error: ImError };
}

/** The name of an event. */
export type ClientEventName = keyof ClientEvents;

/** A handler of one event. What it throws is reported as an uncaught error and disturbs nobody else. */
export type ClientEventHandler<Name extends ClientEventName> = (event: ClientEvents[Name]) => void;
