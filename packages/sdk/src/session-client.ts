import { type ConversationId, isGroupId, type MessageId, type UserId } from '@warbler/protocol';
import type { Client } from './client.ts';
import { Devices } from './devices/devices.ts';
import { Groups } from './groups/groups.ts';
import { Local } from './local/local.ts';
import type { MessagesAround } from './local/local-messages-api.ts';
import { MessagingClient } from './messaging-client.ts';
import { Roster } from './roster/roster.ts';

/** The whole client. */
export class SessionClient extends MessagingClient implements Client {
  readonly groups = new Groups(() => this.parts?.groups);
  readonly roster = new Roster(() => this.parts);
  readonly devices = new Devices(() => this.parts?.devices);
  readonly local = new Local(() => this.parts);

  async setMuted(conversationId: ConversationId, isMuted: boolean): Promise<void> {
    if (isGroupId(conversationId)) await this.groups.setMuteMode(conversationId, isMuted ? 'silent' : 'normal');
    else await this.roster.setMuted(conversationId as UserId, isMuted);
  }

  async messagesAround(
    conversationId: ConversationId,
    messageId: MessageId,
    counts: { readonly before?: number; readonly after?: number } = {},
  ): Promise<MessagesAround> {
    return this.local.around(conversationId, messageId, counts);
  }
}
