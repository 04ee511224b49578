export type {
  ConnectionState,
  Conversation,
  ConversationId,
  LocalMessageId,
  Message,
  MessageState,
  Profile,
  SignedOutReason,
  UserId,
} from '@warbler/sdk';
export { displayName, parseConversationId, parseUserId } from '@warbler/sdk';
export { demoAppId } from './app-id.ts';
export { useConversations } from './conversation-store.ts';
export { errorCode, problemText } from './problem-text.ts';
export { useSession } from './session-store.ts';
export { type OpenConversation, useOpenConversation } from './use-open-conversation.ts';
