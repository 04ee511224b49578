import type { ConversationId } from '@warbler/protocol';
import type { Client, Message } from '../../src/index.ts';
import { createTabsClient, type TabsOptions } from '../../src/tabs/index.ts';

declare global {
  interface Window {
    sdk: SdkInAPage;
    client: Client;
  }
}

/** What tests call in a page. */
export interface SdkInAPage {
  open(options: TabsOptions): void;
  texts(conversationId: number): readonly string[];
  statuses(conversationId: number): readonly string[];
  send(conversationId: number, text: string): Message;
  devices(): Promise<number>;
}

const messages = (id: number) => window.client.messages(id as ConversationId);

window.sdk = {
  open(options) {
    window.client = createTabsClient(options);
  },
  texts: (id) => messages(id).map(({ content }) => (content.type === 'text' ? content.text : '?')),
  statuses: (id) => messages(id).map(({ status }) => status),
  send: (id, text) => window.client.send(id as ConversationId, { type: 'text', text }),
  devices: async () => (await window.client.devices.list()).length,
};
