import {
  type AppId,
  type ConversationId,
  type DeviceSn,
  type GroupId,
  GroupNoticeType,
  SYSTEM_CONVERSATION_ID,
  type UserId,
} from '@warbler/protocol';
import { type Delivery, groupKeyOf, MetaKind, type NewMeta, pairOf, SERVER_CLIENT_MID } from '../messages/index.ts';
import { type GroupNoticeText, groupNotice } from './group-notice.ts';

/** How those who come to chatrooms and go are told. */
export interface ChatroomLimits {
  /** They are gathered for so long. */
  readonly chatroomNoticeMs: number;
  /** At most so many are named at once. */
  readonly chatroomNoticeUsers: number;
}

/** Some came into a chatroom, or left it. */
export interface Comings {
  readonly appId: AppId;
  readonly group: GroupId;
  /** Who made them come or go: themselves, or who invited them. */
  readonly actor: UserId;
  readonly joined: readonly UserId[];
  readonly left: readonly UserId[];
}

/** Tells chatrooms in passing who comes and goes. */
export interface ChatroomTraffic {
  /** Remembers it for the next notice. The own devices of those who left are told at once: they get no more of the room. */
  note(comings: Comings): void;
}

interface Room {
  readonly appId: AppId;
  /** What each did last, in that order. */
  readonly users: Map<UserId, { readonly type: GroupNoticeType; readonly actor: UserId }>;
}

/**
 * Thousands come and go in a chatroom, and a stored notice each would be most of its log. So those who are there are told
 * of all who came within a while at once, and those who are not there need not know.
 */
export function createChatroomTraffic({
  delivery,
  limits,
  now,
}: {
  readonly delivery: Delivery;
  readonly limits: ChatroomLimits;
  readonly now: () => number;
}): ChatroomTraffic {
  const rooms = new Map<GroupId, Room>();

  const tell = (group: GroupId, { appId, users }: Room, type: GroupNoticeType) => {
    const did = [...users].filter(([, last]) => last.type === type);
    const named = did.slice(0, limits.chatroomNoticeUsers);
    if (named.length > 0) {
      const actors = new Set(named.map(([, { actor }]) => actor));
      // Several who came by themselves have no one in common who did it.
      const [actor = SYSTEM] = actors.size === 1 ? actors : [];
      const notice = { type, to: named.map(([user]) => user) };
      delivery.deliverTransient(metaFor({ appId, group, actor, nowMs: now() }, notice, 'everyone'));
    }
    if (type !== GroupNoticeType.JOINED) return;
    // Too many to be named to everyone, yet their own devices are to know.
    for (const [user, { actor }] of did.slice(named.length)) {
      delivery.deliverTransient(metaFor({ appId, group, actor, nowMs: now() }, { type, to: [user] }, user));
    }
  };

  const tellAll = (group: GroupId) => {
    const room = rooms.get(group);
    rooms.delete(group);
    if (room === undefined) return;
    for (const type of [GroupNoticeType.JOINED, GroupNoticeType.LEAVED]) tell(group, room, type);
  };

  return {
    note({ appId, group, actor, joined, left }) {
      const room = rooms.get(group) ?? { appId, users: new Map() };
      if (!rooms.has(group)) {
        rooms.set(group, room);
        setTimeout(() => tellAll(group), limits.chatroomNoticeMs).unref();
      }
      for (const [type, users] of [
        [GroupNoticeType.JOINED, joined],
        [GroupNoticeType.LEAVED, left],
      ] as const) {
        for (const user of users) {
          room.users.delete(user);
          room.users.set(user, { type, actor });
        }
      }
      for (const user of left) {
        const notice = { type: GroupNoticeType.LEAVED, to: [user] };
        const told = metaFor({ appId, group, actor, nowMs: now() }, notice, user);
        delivery.deliverTransient({ ...told, pair: pairOf(appId, user, SYSTEM_CONVERSATION_ID), to: user });
      }
    },
  };
}

const SYSTEM = SYSTEM_CONVERSATION_ID as UserId;

function metaFor(
  action: { readonly appId: AppId; readonly group: GroupId; readonly actor: UserId; readonly nowMs: number },
  notice: GroupNoticeText,
  audience: NewMeta['audience'],
): NewMeta {
  const { appId: _appId, ...said } = groupNotice(action, notice);
  return {
    ...said,
    pair: groupKeyOf(action.appId, action.group),
    kind: MetaKind.operation,
    fromSn: 0 as DeviceSn,
    to: action.group as ConversationId as UserId,
    audience,
    clientMid: SERVER_CLIENT_MID,
  };
}
