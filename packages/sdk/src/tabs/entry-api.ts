import type { LocalMessageId, Message, MessageContent, SendFailure } from '../message.ts';
import type { SearchSource } from '../search/search-source.ts';
import type { Routes } from './client-routes.ts';

/** What the tab that leads does for the entries (files, push, search) of all tabs. */
export interface EntryApi {
  token(): string;
  deviceSn(): number;
  restBase(): string;
  refreshMe(): void;
  held(): readonly Message[];
  keepsFileOf(localId: string): Promise<boolean>;
  release(localId: LocalMessageId, content: MessageContent): Promise<void>;
  failHeld(localId: LocalMessageId, failure: SendFailure): Promise<void>;
  readonly search: SearchSource;
}

/** How each is handed on; all that is asked may be asked twice. */
export const entryRoutes: Routes<EntryApi> = {
  token: { kind: 'read', none: '' },
  deviceSn: { kind: 'read', none: 0 },
  restBase: { kind: 'read', none: '' },
  refreshMe: 'tell',
  held: { kind: 'read', none: [] },
  keepsFileOf: 'again',
  release: 'again',
  failHeld: 'again',
  search: { progress: 'again', find: 'again', findByConversation: 'again' },
};
