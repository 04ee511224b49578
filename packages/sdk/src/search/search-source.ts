import type { FoundInConversation, FoundMessages, SearchProgress, SearchQuery } from './search-query.ts';

/** How a search is to be made. */
export interface SearchWish {
  /** Waits until the index is ready, so that everything stored is looked through. */
  readonly isWhole: boolean;
}

/** Who holds the index and searches in it: this client, or the tab that leads. Plain data goes both ways. */
export interface SearchSource {
  /** How far the index is, as soon as that differs from what was seen. Rejects when the index cannot be made. */
  progress(seen: SearchProgress): Promise<SearchProgress>;
  find(query: SearchQuery, wish: SearchWish): Promise<FoundMessages>;
  findByConversation(query: Omit<SearchQuery, 'cursor'>, wish: SearchWish): Promise<readonly FoundInConversation[]>;
}
