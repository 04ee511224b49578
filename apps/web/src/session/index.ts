export {
  type ConversationId,
  type GroupId,
  isGroupId,
  type MessageId,
  parseConversationId,
  parseGroupId,
  parseUserId,
  type UserId,
} from '@warbler/protocol';
export type {
  Announcement,
  ConnectionState,
  Conversation,
  DeletionScope,
  Device,
  Group,
  GroupMember,
  LocalMessageId,
  Message,
  MessageState,
  OutgoingContent,
  Profile,
  ReceiptsPage,
  SignedOutReason,
} from '@warbler/sdk';
export { displayName } from '@warbler/sdk';
export { demoAppId } from './app-id.ts';
export { useContacts } from './contact-store.ts';
export { useConversations } from './conversation-store.ts';
export { useGroups } from './group-store.ts';
export { errorCode, logInProblemText, problemText } from './problem-text.ts';
export { isWaiting, type Request, useRequests } from './request-store.ts';
export { useSession } from './session-store.ts';
export { type Attempt, useAttempt } from './use-attempt.ts';
export { type OpenConversation, useOpenConversation } from './use-open-conversation.ts';
