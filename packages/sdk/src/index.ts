/**
 * The client: sign in, chat, stay in sync, with everything there without a network.
 * @module
 */
export {
  type ConversationId,
  type DeviceSn,
  type ErrorName,
  type GroupId,
  ImError,
  type MessageId,
  type UserId,
} from '@warbler/protocol';
export type {
  Client,
  DeletionScope,
  HistoryPage,
  ReceiptsPage,
  ReceiptsQuery,
} from './client.ts';
export type { ConnectionState, SignedOutReason } from './connection/connection-state.ts';
export type { Conversation, ConversationKind } from './conversation.ts';
export { type ClientOptions, createClient } from './create-client.ts';
export type { Credentials, LogoutOptions, Registration } from './credentials.ts';
export type { Device, DevicePlatform, DevicesApi } from './devices/devices-api.ts';
export type { ClientEventHandler, ClientEventName, ClientEvents } from './events.ts';
export type {
  Announcement,
  ApplyApproval,
  BanMinutes,
  Group,
  GroupApplication,
  GroupChanges,
  GroupInvitation,
  GroupMember,
  GroupMuteMode,
  GroupRole,
  GroupsApi,
  GroupType,
  MemberResult,
  NewGroup,
  RequestStatus,
} from './groups/group.ts';
export type { LocalInsert, LocalMessagesApi, MessagesAround, MessagesQuery } from './local/local-messages-api.ts';
export type {
  FileContent,
  ForwardedMessage,
  LocalMessageId,
  Message,
  MessageContent,
  MessageState,
  OutgoingContent,
  OutgoingExtras,
  PictureSize,
  SendFailure,
} from './message.ts';
export { type Clock, systemClock } from './platform/clock.ts';
export type { Platform, WebSocketLike } from './platform/platform.ts';
export { claimTabScope, type TabPorts, type TabScope } from './platform/tab-scope.ts';
export { displayName, type Profile } from './profile.ts';
export type { FriendApplication, FriendRequest, RosterApi } from './roster/roster-api.ts';
export type { AccountSeam, ClientSeam } from './seam.ts';
export { type IndexedDbStorageOptions, openIndexedDbStorage, type StorageGuard } from './storage/indexed-db-storage.ts';
export { createMemoryStorage } from './storage/memory-storage.ts';
export type { Storage, StorageChange, StorageRange, StoredEntry, StoredValue } from './storage/storage.ts';
export type { AccountSpace } from './store/account-space.ts';
export type { TrimmedConversation } from './store/trim-messages.ts';
