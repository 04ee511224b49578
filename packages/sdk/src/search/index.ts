/**
 * Searching the messages on this device.
 * @module
 */
export { createMessageSearch, type MessageSearch, type MessageSearchOptions } from './message-search.ts';
export type {
  FoundInConversation,
  FoundMessages,
  SearchCursor,
  SearchProgress,
  SearchQuery,
} from './search-query.ts';
