import type { AppId, DeviceSn, MetaNamespace, UserId } from '@warbler/protocol';
import { MetaKind, type NewMeta, pairOf, SERVER_CLIENT_MID } from './meta.ts';

/** Something that the server tells because somebody did something (XSYNC.md, Notices). */
export interface NewNotice {
  readonly appId: AppId;
  /** Who did it; their own devices learn of it too. */
  readonly from: UserId;
  readonly namespace: MetaNamespace;
  readonly payload: Uint8Array;
  readonly nowMs: number;
}

/** A notice as a meta of the stream it goes to. */
export function noticeMeta(
  { from, namespace, payload, nowMs }: NewNotice,
  place: Pick<NewMeta, 'pair' | 'to' | 'audience'>,
): NewMeta {
  return {
    ...place,
    kind: MetaKind.operation,
    from,
    fromSn: 0 as DeviceSn,
    clientMid: SERVER_CLIENT_MID,
    namespace,
    payload,
    nowMs,
  };
}

/** A notice to one user, in their system conversation. */
export function userNoticeMeta(user: UserId, notice: NewNotice): NewMeta {
  return noticeMeta(notice, { pair: pairOf(notice.appId, user, 0 as UserId), to: user, audience: 'everyone' });
}
