import {
  GroupNoticeType as Group,
  type Meta,
  MetaNamespace,
  RosterNoticeType as Roster,
  UserNoticeType as User,
} from '@warbler/protocol';
import type { EventOrigin } from '../sync/inbox.ts';
import { Contacts } from './contacts.ts';
import { objectIn } from './json-text.ts';
import { type FlooNotice, flooNotice } from './notice-shape.ts';
import type { Row, World } from './world.ts';

/** Notices that are kept, the newest (sdk-web.md §10.3). */
const maxNotices = 50;
const storeName = 'key_notice_store';

const rosterEvents: Readonly<Record<number, string>> = {
  [Roster.APPLIED]: 'onRosterApplied',
  [Roster.ACCEPTED]: 'onRosterAccepted',
  [Roster.DECLINED]: 'onRosterDeclined',
  [Roster.REMOVED]: 'onRosterRemoved',
  [Roster.BLOCKED]: 'onRosterNotice',
  [Roster.UNBLOCKED]: 'onRosterNotice',
};

/** The misspelt ones are what apps listen to. */
const groupEvents: Readonly<Record<number, string>> = {
  [Group.CREATED]: 'onGroupCreated',
  [Group.DESTROYED]: 'onGroupDestoryed',
  [Group.JOINED]: 'onGroupJoined',
  [Group.LEAVED]: 'onGroupLeaved',
  [Group.APPLYED]: 'onGroupApplyed',
  [Group.APPLY_ACCEPTED]: 'onGroupApplyAccepted',
  [Group.APPLY_DECLINED]: 'onGroupApplyDeclined',
  [Group.INVITED]: 'onGroupNotice',
  [Group.INVITE_ACCEPTED]: 'onGroupInvitedAccepted',
  [Group.INVITE_DECLINED]: 'onGroupInvitedDeclined',
  [Group.KICKED]: 'onGroupKicked',
  [Group.BLOCKED]: 'onGroupBlocked',
  [Group.UNBLOCKED]: 'onGroupUnblocked',
  [Group.OWNER_ASSIGNED]: 'onGroupOwnerAssigned',
  [Group.ADMIN_GRANTED]: 'onGroupAdminGranted',
  [Group.ADMIN_REVOKED]: 'onGroupAdminRevoked',
  [Group.MUTED]: 'onGroupMuted',
  [Group.UNMUTED]: 'onGroupUnmuted',
  [Group.ANNOUNCEMENT_UPDATED]: 'onGroupAnnouncementUpdated',
};

/** After these the members of a group are not who they were. */
const memberChanges: ReadonlySet<number> = new Set([
  Group.JOINED,
  Group.LEAVED,
  Group.KICKED,
  Group.BLOCKED,
  Group.OWNER_ASSIGNED,
  Group.ADMIN_GRANTED,
  Group.ADMIN_REVOKED,
]);
const arrivals: ReadonlySet<number> = new Set([Group.CREATED, Group.JOINED]);
const departures: ReadonlySet<number> = new Set([Group.KICKED, Group.LEAVED, Group.BLOCKED]);
const keptRosters: ReadonlySet<number> = new Set([Roster.REMOVED, Roster.DECLINED]);
const keptGroups: ReadonlySet<number> = new Set([
  Group.DESTROYED,
  Group.APPLYED,
  Group.APPLY_DECLINED,
  Group.INVITED,
  Group.INVITE_DECLINED,
  Group.KICKED,
  Group.LEAVED,
  Group.BLOCKED,
]);

/** Tells of a notice under floo's names, and keeps lists and what is known of people and groups in step. */
export function tellNotice(world: World, meta: Meta, origin: EventOrigin): void {
  const notice = flooNotice(meta);
  if (!notice) return;
  if (meta.ns === MetaNamespace.ROSTER_NOTICE) tellRoster(world, notice);
  else if (meta.ns === MetaNamespace.GROUP_NOTICE) tellGroup(world, notice);
  else if (origin !== 'page') tellUser(world, notice);
}

/** The notices that are kept, the newest last. */
export function keptNotices(world: World): readonly Row[] {
  return world.store.get<readonly Row[]>(storeName) ?? [];
}

function tellRoster(world: World, notice: FlooNotice): void {
  const { type } = notice.payload;
  const contacts = new Contacts(world);
  const others = idsIn(notice).filter((id) => id !== world.me);
  if (type === Roster.INFO_UPDATED)
    return void contacts.fetchRosters(others).catch((error: unknown) => world.log('warn', error));
  const ids = contacts.rosterIds ?? [];
  if (type === Roster.ADDED || type === Roster.ACCEPTED)
    contacts.setRosterIds([...new Set([...ids, ...others])], notice);
  if (type === Roster.REMOVED)
    contacts.setRosterIds(
      ids.filter((id) => !others.includes(id)),
      notice,
    );
  const isOwn = notice.payload.from?.uid.toNumber() === world.me;
  if (keptRosters.has(type) && (isOwn || type !== Roster.REMOVED)) keep(world, notice);
  const event = rosterEvents[type];
  if (event) world.bus.fire(event, notice);
}

function tellGroup(world: World, notice: FlooNotice): void {
  const { type, gid, to = [], content } = notice.payload;
  const groupId = gid?.uid.toNumber() ?? 0;
  const contacts = new Contacts(world);
  const toUids = to.map(({ uid }) => uid.toNumber());
  const isMe = world.me !== undefined && toUids.includes(world.me);
  const ids = contacts.groupIds ?? [];
  if (arrivals.has(type) && !ids.includes(groupId)) contacts.setGroupIds([...ids, groupId], notice);
  if (type === Group.DESTROYED || (isMe && departures.has(type))) {
    contacts.setGroupIds(
      ids.filter((id) => id !== groupId),
      notice,
    );
  }
  if (keptGroups.has(type)) keep(world, notice);
  if (type === Group.INFO_UPDATED) tellGroupInfo(world, contacts, groupId, content);
  if (type === Group.BANNED) world.bus.fire('onGroupBaned', { groupId, toUids, content });
  if (type === Group.UNBANNED) world.bus.fire('onGroupUnbaned', { groupId, toUids });
  const event = groupEvents[type];
  if (event) world.bus.fire(event, notice);
  if (memberChanges.has(type)) world.bus.fire('onGroupMemberChanged', groupId);
}

/** The content names what changed and, for most, what it is now. */
function tellGroupInfo(world: World, contacts: Contacts, groupId: number, content: string): void {
  const changes: Row = { ...objectIn(content) };
  if (contacts.groups?.[groupId]) contacts.changeGroup(groupId, changes);
  world.bus.fire('onGroupListUpdate');
  const until = changes.ban_expire_time;
  const isBanned = until !== undefined && Number(until) !== 0;
  if (isBanned) world.bus.fire('onGroupBaned', { groupId, toUids: [], content: String(until), all: true });
  else if (until !== undefined) world.bus.fire('onGroupUnbaned', { groupId, toUids: [], all: true });
  if (content.includes('display_name')) world.bus.fire('onGroupMemberChanged', groupId);
}

function tellUser(world: World, { payload: { type } }: FlooNotice): void {
  const name = Object.entries(User).find(([, number]) => number === type)?.[0] ?? 'UNKNOWN';
  world.notice('userNotice', name);
}

function keep(world: World, notice: FlooNotice): void {
  // As JSON has it: what is read later is the same, now or after a reload.
  const row: Row = JSON.parse(JSON.stringify(notice));
  const id = JSON.stringify(row.id);
  const others = keptNotices(world).filter((one) => JSON.stringify(one.id) !== id);
  world.store.set(storeName, [...others, row].slice(-maxNotices));
}

function idsIn({ payload: { from, to = [] } }: FlooNotice): readonly number[] {
  return [...(from ? [from] : []), ...to].map(({ uid }) => uid.toNumber());
}
