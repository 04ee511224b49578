import type { AppId, MessageId, UserId } from '@warbler/protocol';
import { keyOf, type NewMeta, type PairKey } from './messages/index.ts';
import type { Procedures } from './procedures.ts';
import type { Access, AccessOf } from './storage/index.ts';
import { sqlAccess } from './storage/sql-procedures.ts';

/**
 * What others may do while a procedure runs, for an engine that several nodes write at a time. Whoever is not here must be
 * alone, which is always right and is slow only when it is often; what clients do all the time locks its conversation only.
 */
export const procedureAccess: AccessOf<Procedures> = {
  ...sqlAccess,

  'messages.append': (meta) => conversation(meta.pair),
  'messages.recall': ({ meta }) => conversation(meta.pair),
  'messages.edit': ({ meta }) => conversation(meta.pair),
  'messages.pull': 'read',
  'messages.cursorState': 'read',
  'messages.history': 'read',
  'messages.authorOf': 'read',
  'messages.rehearseEdit': 'read',

  'groups.append': ({ meta }) => conversation(meta.pair),
  'groups.maySpeak': 'read',
  'groups.roleIn': 'read',
  'groups.mayEditInfo': 'read',
  'groups.inviterOf': 'read',
  'groups.announcement': 'read',
  'groups.lastAnnouncement': 'read',
  'groups.announcements': 'read',
  'groups.file': 'read',
  'groups.files': 'read',
  'groups.view': 'read',
  'groups.views': 'read',
  'groups.joined': 'read',
  'groups.public': 'read',
  'groups.members': 'read',
  'groups.membersByIds': 'read',
  'groups.blocked': 'read',
  'groups.applications': 'read',
  'groups.invitations': 'read',

  'receipts.apply': aboutMessage,
  'receipts.readAll': ({ meta }) => conversation(meta.pair),
  'receipts.cancelRead': aboutMessage,
  'receipts.delete': aboutMessage,
  'receipts.list': 'read',

  'conversations.behind': ({ appId, user, deviceSn }) => ({ keys: [`cursors of ${appId} ${user} ${deviceSn}`] }),
  'conversations.saveCursors': (cursors) => ({
    keys: cursors.map(({ appId, user, peer }) => conversationKey(keyOf(appId, user, peer))),
  }),
  'conversations.unread': 'read',
  'conversations.waiting': 'read',
  'conversations.list': 'read',
  'conversations.pinned': 'read',
  'conversations.memberships': 'read',
  'conversations.hide': ({ meta }) => conversation(meta.pair),
  'conversations.clear': ({ meta }) => conversation(meta.pair),

  'devices.provision': ({ appId, user }) => ({ keys: [devicesKey(appId, user)] }),
  'devices.saveDepartures': (departures) => ({ keys: departures.map(({ appId, user }) => devicesKey(appId, user)) }),

  'cluster.takeLease': leaseOnly,
  'cluster.renewLease': leaseOnly,
  'cluster.dropLease': leaseOnly,

  // Who claims takes what nobody else is at: the rows themselves keep them apart.
  'outbox.claim': { keys: [] },
  'outbox.renew': workOnly,
  'outbox.finish': workOnly,
  'pushSending.saveResult': workOnly,
  'pushSending.find': 'read',

  // A device that has none yet gets its token here.
  'push.tokenOfDevice': ({ appId, user }) => ({ keys: [`push tokens of ${appId} ${user}`] }),

  'roster.applications': 'read',
  'accounts.find': 'read',
  'accounts.list': 'read',
  'backends.findBroadcast': 'read',
  'backends.unfinishedBroadcasts': 'read',
  'files.find': 'read',
  'files.variant': 'read',
  'identities.verifiedMobile': 'read',
  'identities.openIdOf': 'read',
  'links.find': 'read',
  'links.list': 'read',
  'push.tags': 'read',
  'pushSending.details': 'read',
  'erasure.list': 'read',
  'retention.findExpired': 'read',
};

function conversation(pair: PairKey): Access {
  return { keys: [conversationKey(pair)] };
}

/** The message may be in the conversation of the two, or in a group that both are in: only the log knows. */
function aboutMessage({ meta, target }: { readonly meta: NewMeta; readonly target: MessageId }): Access {
  return { keys: [conversationKey(meta.pair)], messages: [target] };
}

function conversationKey({ appId, lowId, highId }: PairKey): string {
  return `${appId} ${lowId} ${highId}`;
}

function leaseOnly({ name }: { readonly name: string }): Access {
  return { keys: [`lease of ${name}`] };
}

function workOnly({ workId }: { readonly workId: number }): Access {
  return { keys: [`work ${workId}`] };
}

function devicesKey(appId: AppId, user: UserId): string {
  return `devices of ${appId} ${user}`;
}
