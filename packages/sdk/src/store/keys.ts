import type { AppId, ClientMessageId, ConversationId, GroupId, MessageId, UserId } from '@warbler/protocol';

/** Decimal digits of the greatest id (below 2^53): keys of one kind then sort as their numbers do. */
export const idDigits = 16;

/** The stored DNS answer of an app. */
export function dnsKey(appId: AppId): string {
  return `${part(appId)}/dns`;
}

/** Who is signed in on a device scope. */
export function sessionKey(appId: AppId, deviceScope: string): string {
  return `${part(appId)}/session/${part(deviceScope)}`;
}

/** Who was signed in on a storage before, over all device scopes. */
export function knownAccountsPrefix(appId: AppId): string {
  return `${part(appId)}/known/`;
}

/** One who was. */
export function knownAccountKey(appId: AppId, userId: UserId): string {
  return knownAccountsPrefix(appId) + digits(userId);
}

/** The keys of everything that belongs to one user on one device scope. */
export class AccountKeys {
  readonly root: string;

  constructor(appId: AppId, userId: UserId, deviceScope: string) {
    this.root = `${part(appId)}/user/${digits(userId)}/${part(deviceScope)}`;
  }

  /** Whether changes of messages are noted. */
  get isJournaled(): string {
    return `${this.root}/journaled`;
  }

  get journal(): string {
    return `${this.root}/j/`;
  }

  get index(): string {
    return `${this.root}/x/`;
  }

  /** All messages. */
  get allMessages(): string {
    return `${this.root}/m/`;
  }

  /** Messages that were removed on this device only. */
  hidden(conversationId: ConversationId, id: MessageId): string {
    return `${this.root}/h/${digits(conversationId)}/${digits(id)}`;
  }

  kept(name: string): string {
    return `${this.root}/x/${part(name)}/`;
  }

  get device(): string {
    return `${this.root}/device`;
  }

  get lastClientMid(): string {
    return `${this.root}/lastClientMid`;
  }

  get friends(): string {
    return `${this.root}/friends`;
  }

  get pins(): string {
    return `${this.root}/pins`;
  }

  get joinedGroups(): string {
    return `${this.root}/joinedGroups`;
  }

  get groups(): string {
    return `${this.root}/g/`;
  }

  group(id: GroupId): string {
    return this.groups + digits(id);
  }

  groupMembers(id: GroupId): string {
    return `${this.root}/gm/${digits(id)}`;
  }

  get doubtfulEdits(): string {
    return `${this.root}/e/`;
  }

  doubtfulEdit(conversationId: ConversationId, id: MessageId): string {
    return `${this.doubtfulEdits}${digits(conversationId)}/${digits(id)}`;
  }

  get conversations(): string {
    return `${this.root}/c/`;
  }

  get outbox(): string {
    return `${this.root}/o/`;
  }

  get profiles(): string {
    return `${this.root}/p/`;
  }

  conversation(id: ConversationId): string {
    return this.conversations + digits(id);
  }

  unsent(clientMid: ClientMessageId): string {
    return this.outbox + digits(clientMid);
  }

  profile(id: UserId): string {
    return this.profiles + digits(id);
  }

  messages(conversationId: ConversationId): string {
    return `${this.root}/m/${digits(conversationId)}/`;
  }

  message(conversationId: ConversationId, id: MessageId): string {
    return this.messages(conversationId) + digits(id);
  }
}

function digits(id: number): string {
  // Before all ids.
  if (id < 0) return '';
  return String(id).padStart(idDigits, '0');
}

/** App ids and scopes are given from outside: a slash in one must not reach into another's keys. */
function part(name: string): string {
  return encodeURIComponent(name);
}
