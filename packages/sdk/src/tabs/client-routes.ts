import type { Client } from '../client.ts';
import type { ClientEventName, ClientEvents } from '../events.ts';

/** An event with what it tells. */
export type TabEvent = {
  readonly [Name in ClientEventName]: { readonly name: Name; readonly event: ClientEvents[Name] };
}[ClientEventName];

/** Something read at once, without asking anybody: the other tabs keep a copy of what they have read. */
export interface Read<Args extends readonly unknown[], Value> {
  readonly kind: 'read';
  /** What is read before anything is known. */
  readonly none: Value;
  /** Tells the app that the first answer is there; absent for what everybody watches from the start. */
  readonly told?: (...args: Args) => TabEvent;
}

/**
 * How a member of `Client` is handed on from a tab to the one that leads. `again`: a call that may be made twice, so it is
 * repeated when the leader goes before it has answered. `once`: a call that is refused then. `tell`: nobody waits for it. `do`: the same, but somebody must be signed in.
 * `own`: every tab does it in a way of its own, see `TabsClient`.
 */
type Route<Member> = Member extends (...args: infer Args) => infer Result
  ? [Result] extends [Promise<unknown>]
    ? 'own' | 'again' | 'once'
    : [Result] extends [void]
      ? 'own' | 'tell' | 'do'
      : 'own' | Read<Args, Result>
  : Member extends object
    ? HasCalls<Member> extends true
      ? 'own' | Routes<Member>
      : 'own' | Getter<Member>
    : 'own' | Getter<Member>;

type Getter<Value> = { readonly kind: 'get'; readonly none: Value };
type HasCalls<Member> = [Extract<Member[keyof Member], (...args: never[]) => unknown>] extends [never] ? false : true;

/** A line for each member. */
export type Routes<Api> = { readonly [Name in keyof Api]: Route<Api[Name]> };

const none: readonly never[] = [];

/** A new member of `Client` is a type error here until it has its line. */
export const clientRoutes: Routes<Client> = {
  connection: { kind: 'get', none: { state: 'signedOut' } },
  isSynced: { kind: 'get', none: false },
  reconnectNow: 'tell',
  me: { kind: 'get', none: undefined },
  totalUnread: { kind: 'get', none: 0 },

  register: 'own',
  login: 'own',
  fastLogin: 'own',
  loginWithToken: 'own',
  resume: 'own',
  logout: 'own',
  close: 'own',
  on: 'own',

  conversations: { kind: 'read', none },
  messages: {
    kind: 'read',
    none,
    told: (conversationId) => ({ name: 'messages', event: { conversationId, changed: [] } }),
  },
  history: 'again',
  openConversation: 'do',

  send: 'own',
  whenSettled: 'own',
  resend: 'own',
  markRead: 'again',
  markPlayed: 'again',
  markDelivered: 'again',
  sendTyping: 'tell',
  recall: 'once',
  deleteMessage: 'once',
  edit: 'again',
  append: 'once',
  markUnread: 'once',
  deleteConversation: 'once',
  setPinned: 'again',
  setMuted: 'again',
  setDraft: 'again',
  setExtension: 'again',
  messagesAround: 'again',
  receipts: 'again',

  local: {
    message: 'again',
    page: 'again',
    count: 'again',
    remove: 'again',
    insert: 'once',
  },
  seam: 'own',
  groups: {
    list: { kind: 'read', none },
    get: { kind: 'read', none: undefined, told: (id) => ({ name: 'groups', event: { groupIds: [id] } }) },
    load: 'again',
    members: { kind: 'read', none, told: (groupId) => ({ name: 'groupMembers', event: { groupId } }) },
    create: 'once',
    invite: 'once',
    apply: 'once',
    kick: 'once',
    block: 'once',
    unblock: 'once',
    blocked: 'again',
    leave: 'once',
    destroy: 'once',
    transfer: 'once',
    setAdmins: 'once',
    ban: 'once',
    unban: 'once',
    banAll: 'once',
    update: 'again',
    setDisplayName: 'again',
    setMuteMode: 'again',
    applications: 'again',
    answerApplication: 'once',
    invitations: 'again',
    answerInvitation: 'once',
    announcements: 'again',
    announce: 'once',
    deleteAnnouncement: 'once',
  },
  roster: {
    apply: 'once',
    accept: 'once',
    decline: 'once',
    remove: 'once',
    block: 'once',
    unblock: 'once',
    blocked: 'again',
    applications: 'again',
    setAlias: 'again',
    setMuted: 'again',
  },
  devices: { list: 'again', kick: 'once', kickAllOthers: 'once' },

  findUser: 'again',
  profile: {
    kind: 'read',
    none: undefined,
    told: (userId) => ({ name: 'profiles', event: { userIds: [userId] } }),
  },
  updateProfile: 'again',
  friends: { kind: 'read', none },
};

/** Every event goes to all tabs. A new one is a type error here until it has its line. */
const events: Readonly<Record<ClientEventName, true>> = {
  conversations: true,
  messages: true,
  connection: true,
  typing: true,
  profiles: true,
  groups: true,
  groupMembers: true,
  requests: true,
  command: true,
  storageTrimmed: true,
  signedOut: true,
  problem: true,
};

/** The names of all events. */
export const clientEventNames = Object.keys(events) as readonly ClientEventName[];
