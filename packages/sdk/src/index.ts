export type { Client, Credentials, HistoryPage, Registration } from './client.ts';
export type { ConnectionState, SignedOutReason } from './connection/connection-state.ts';
export type { Conversation, ConversationKind } from './conversation.ts';
export { type ClientOptions, createClient } from './create-client.ts';
export type { ClientEventHandler, ClientEventName, ClientEvents } from './events.ts';
export type { LocalMessageId, Message, MessageContent, MessageState, OutgoingContent, SendFailure } from './message.ts';
export { displayName, type Profile } from './profile.ts';
export type { Storage } from './storage/storage.ts';
