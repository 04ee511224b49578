import type { ConversationId, GroupId, UserId } from '@warbler/protocol';
import type { Emitter } from '../emitter.ts';
import type { Message } from '../message.ts';
import type { Platform } from '../platform/platform.ts';

/** What an announcer needs. */
export interface AnnouncerOptions {
  readonly emitter: Emitter;
  readonly platform: Pick<Platform, 'clock' | 'onFrame'>;
}

/** One picture at 60 a second. */
const frameMs = 16;

/**
 * Collects what changed and tells it once for everything that happens in one go: at once after a quiet moment, and not
 * more than once for each picture when much happens.
 */
export class Announcer {
  readonly #options: AnnouncerOptions;
  readonly #messages = new Map<ConversationId, Map<string, Message>>();
  readonly #profiles = new Set<UserId>();
  readonly #groups = new Set<GroupId>();
  readonly #groupMembers = new Set<GroupId>();
  #areRequestsChanged = false;
  #areConversationsChanged = false;
  #isScheduled = false;
  #toldMs = 0;
  #cancel = () => undefined as void;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  /** Nothing is told any more. */
  close(): void {
    this.#isScheduled = true;
    this.#cancel();
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
    const { platform } = this.#options;
    const { clock } = platform;
    const tell = () => this.#tell();
    const quietMs = clock.now() - this.#toldMs;
    // Time may have been put back.
    if (quietMs < 0 || quietMs >= frameMs) void Promise.resolve().then(tell);
    else this.#cancel = platform.onFrame?.(tell) ?? clock.after(frameMs, tell);
  }

  #tell(): void {
    const { emitter, platform } = this.#options;
    this.#isScheduled = false;
    this.#toldMs = platform.clock.now();
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
    if (userIds.length > 0) emitter.emit('profiles', { userIds });
    if (groupIds.length > 0) emitter.emit('groups', { groupIds });
    for (const groupId of memberGroupIds) emitter.emit('groupMembers', { groupId });
    if (areRequestsChanged) emitter.emit('requests', undefined);
    if (areConversationsChanged) emitter.emit('conversations', undefined);
    for (const [conversationId, changed] of messages) {
      emitter.emit('messages', { conversationId, changed: [...changed.values()] });
    }
  }
}
