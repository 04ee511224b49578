import { encodeGroupNotice, type GroupNoticeType, MetaNamespace, type UserId } from '@warbler/protocol';
import type { GroupAction } from './group.ts';

/** What a notice says. */
export interface GroupNoticeText {
  readonly type: GroupNoticeType;
  /** Whom it concerns. */
  readonly to: readonly UserId[];
  /** JSON or text, by type. */
  readonly content?: string;
}

/** Writes a notice about a group (XSYNC.md, Notices); where it goes is for others to say. */
export function groupNotice({ appId, group, actor, nowMs }: GroupAction, { type, to, content = '' }: GroupNoticeText) {
  const payload = encodeGroupNotice({
    type,
    gid: { uid: group },
    from: { uid: actor },
    to: to.map((uid) => ({ uid })),
    content,
  });
  return { appId, from: actor, namespace: MetaNamespace.GROUP_NOTICE, payload, nowMs };
}
