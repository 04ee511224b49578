import type { ConversationId } from '@warbler/protocol';
import { createFiles, type Files } from '../../src/files/index.ts';
import type { Client, Message } from '../../src/index.ts';
import { createMessageSearch, type MessageSearch } from '../../src/search/index.ts';
import { createTabsClient, type TabsOptions } from '../../src/tabs/index.ts';

declare global {
  interface Window {
    sdk: SdkInAPage;
    client: Client;
    files: Files;
    search: MessageSearch;
    /** How much of a file had gone out, each time it was told. */
    uploadedBytes: number[];
  }
}

/** What tests call in a page. */
export interface SdkInAPage {
  open(options: TabsOptions): void;
  texts(conversationId: number): readonly string[];
  statuses(conversationId: number): readonly string[];
  send(conversationId: number, text: string): Message;
  devices(): Promise<number>;
  /** Opens the files of the client; `keepBytes` as there. */
  openFiles(keepBytes?: number): void;
  /** Sends a file of so many bytes, each telling its place; returns the message's local id. */
  sendFile(conversationId: number, size: number): string;
  /** Makes a search and waits until it is ready; returns how many messages it holds. */
  openSearch(): Promise<number>;
  find(text: string): Promise<readonly string[]>;
}

const messages = (id: number) => window.client.messages(id as ConversationId);

window.sdk = {
  open(options) {
    window.client = createTabsClient(options);
  },
  texts: (id) => messages(id).map(({ content }) => (content.type === 'text' ? content.text : '?')),
  statuses: (id) => messages(id).map(({ status }) => status),
  send: (id, text) => window.client.send(id as ConversationId, { type: 'text', text }),
  openFiles(keepBytes) {
    window.uploadedBytes = [];
    window.files = createFiles(window.client, keepBytes === undefined ? {} : { keepBytes });
    window.files.onChange(() => {
      for (const { loadedBytes } of window.files.transfers()) window.uploadedBytes.push(loadedBytes);
    });
  },
  sendFile(id, size) {
    const bytes = Uint8Array.from({ length: size }, (_, at) => at % 251);
    const source = new File([bytes], 'large.bin');
    return window.files.send(id as ConversationId, { type: 'file', source }).localId;
  },
  async openSearch() {
    window.search = createMessageSearch(window.client);
    await window.search.ready();
    return window.search.progress.indexedCount;
  },
  async find(text) {
    const { messages: found } = await window.search.find({ text });
    return found.map(({ content }) => (content.type === 'text' ? content.text : '?'));
  },
  devices: async () => (await window.client.devices.list()).length,
};
