import type { ConversationId, GroupId, UserId } from '@warbler/protocol';
import type { Emitter } from '../emitter.ts';
import type { Message } from '../message.ts';

/** Collects what changed and tells it once for everything that happens in one go. */
export class Announcer {
  readonly #emitter: Emitter;
  readonly #messages = new Map<ConversationId, Map<string, Message>>();
  readonly #profiles = new Set<UserId>();
  readonly #groups = new Set<GroupId>();
  readonly #groupMembers = new Set<GroupId>();
  #areRequestsChanged = false;
  #areConversationsChanged = false;
  #isScheduled = false;

  constructor(emitter: Emitter) {
    this.#emitter = emitter;
  }

  conversationsChanged(): void {
    this.#areConversationsChanged = true;
    this.#schedule();
  }

  messagesChanged(conversationId: ConversationId, changed: readonly Message[]): void {
    const collected = this.#messages.get(conversationId) ?? new Map<string, Message>();
    for (const message of changed) collected.set(message.localId, message);
    this.#messages.set(conversationId, collected);
    this.#schedule();
  }

  profilesChanged(userIds: readonly UserId[]): void {
    for (const userId of userIds) this.#profiles.add(userId);
    this.#schedule();
  }

  groupsChanged(groupIds: readonly GroupId[]): void {
    for (const groupId of groupIds) this.#groups.add(groupId);
    this.#schedule();
  }

  groupMembersChanged(groupId: GroupId): void {
    this.#groupMembers.add(groupId);
    this.#schedule();
  }

  requestsChanged(): void {
    this.#areRequestsChanged = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    void Promise.resolve().then(() => this.#tell());
  }

  #tell(): void {
    this.#isScheduled = false;
    const messages = [...this.#messages];
    const userIds = [...this.#profiles];
    const groupIds = [...this.#groups];
    const memberGroupIds = [...this.#groupMembers];
    const areConversationsChanged = this.#areConversationsChanged;
    const areRequestsChanged = this.#areRequestsChanged;
    this.#messages.clear();
    this.#profiles.clear();
    this.#groups.clear();
    this.#groupMembers.clear();
    this.#areConversationsChanged = false;
    this.#areRequestsChanged = false;
    if (userIds.length > 0) this.#emitter.emit('profiles', { userIds });
    if (groupIds.length > 0) this.#emitter.emit('groups', { groupIds });
    for (const groupId of memberGroupIds) this.#emitter.emit('groupMembers', { groupId });
    if (areRequestsChanged) this.#emitter.emit('requests', undefined);
    if (areConversationsChanged) this.#emitter.emit('conversations', undefined);
    for (const [conversationId, changed] of messages) {
      this.#emitter.emit('messages', { conversationId, changed: [...changed.values()] });
    }
  }
}
