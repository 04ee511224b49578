import {
  type ConversationId,
  type DeviceSn,
  encodeGroupNotice,
  type GroupNoticeType,
  MetaNamespace,
  type UserId,
} from '@warbler/protocol';
import type { DeliveredMeta, NewMeta } from '../../messages/index.ts';
import { appendMeta, groupKeyOf, MetaKind, pairOf, SERVER_CLIENT_MID } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import type { GroupAction } from '../group.ts';

/** What a change of a group brought: the notices to deliver, and who came and went. */
export interface GroupChange {
  readonly news: readonly DeliveredMeta[];
  readonly joined: readonly UserId[];
  readonly left: readonly UserId[];
}

/** A change that only tells. */
export function telling(...news: readonly DeliveredMeta[]): GroupChange {
  return { news, joined: [], left: [] };
}

/** What a notice says. */
export interface GroupNoticeText {
  readonly type: GroupNoticeType;
  /** Whom it concerns. */
  readonly to: readonly UserId[];
  /** JSON or text, by type. */
  readonly content?: string;
}

/** Tells the whole group, in its own stream. */
export function tellGroup(store: StoreContext, action: GroupAction, notice: GroupNoticeText): DeliveredMeta {
  const pair = groupKeyOf(action.appId, action.group);
  const to = action.group as ConversationId as UserId;
  return tell(store, { ...noticeMeta(action, notice), pair, to, audience: 'everyone' });
}

/** Tells one person, in the system conversation. */
export function tellUser(
  store: StoreContext,
  action: GroupAction,
  user: UserId,
  notice: GroupNoticeText,
): DeliveredMeta {
  const pair = pairOf(action.appId, user, 0 as UserId);
  return tell(store, { ...noticeMeta(action, notice), pair, to: user, audience: user });
}

function tell(store: StoreContext, meta: NewMeta): DeliveredMeta {
  const { mid, sentAtMs } = appendMeta(store, meta);
  return { meta, mid, sentAtMs };
}

function noticeMeta({ group, actor, nowMs }: GroupAction, { type, to, content = '' }: GroupNoticeText) {
  const payload = encodeGroupNotice({
    type,
    gid: { uid: group },
    from: { uid: actor },
    to: to.map((uid) => ({ uid })),
    content,
  });
  return {
    kind: MetaKind.operation,
    from: actor,
    // Said by the server for the actor: the actor's own devices learn of it too.
    fromSn: 0 as DeviceSn,
    clientMid: SERVER_CLIENT_MID,
    namespace: MetaNamespace.GROUP_NOTICE,
    payload,
    nowMs,
  };
}
