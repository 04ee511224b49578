export { type ConversationId, parseConversationId, parseUserId, type UserId } from '@warbler/protocol';
export type {
  ConnectionState,
  Conversation,
  LocalMessageId,
  Message,
  MessageState,
  Profile,
  SignedOutReason,
} from '@warbler/sdk';
export { displayName } from '@warbler/sdk';
export { demoAppId } from './app-id.ts';
export { useConversations } from './conversation-store.ts';
export { errorCode, problemText } from './problem-text.ts';
export { useSession } from './session-store.ts';
export { type OpenConversation, useOpenConversation } from './use-open-conversation.ts';
