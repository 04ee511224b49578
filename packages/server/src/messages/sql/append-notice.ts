import type { AppId, DeviceSn, MetaNamespace, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import type { DeliveredMeta } from '../delivery.ts';
import { MetaKind, type NewMeta, pairOf, SERVER_CLIENT_MID } from '../meta.ts';
import { appendMeta } from './append-meta.ts';

/** Something that the server tells because somebody did something (XSYNC.md, Notices). */
export interface NewNotice {
  readonly appId: AppId;
  /** Who did it; their own devices learn of it too. */
  readonly from: UserId;
  readonly namespace: MetaNamespace;
  readonly payload: Uint8Array;
  readonly nowMs: number;
}

/** Tells one user, in their system conversation. Hand the result to the delivery once the procedure is committed. */
export function tellUser(store: StoreContext, user: UserId, notice: NewNotice): DeliveredMeta {
  const pair = pairOf(notice.appId, user, 0 as UserId);
  return appendNotice(store, notice, { pair, to: user, audience: 'everyone' });
}

/** Puts a notice into a stream. */
export function appendNotice(
  store: StoreContext,
  { from, namespace, payload, nowMs }: NewNotice,
  place: Pick<NewMeta, 'pair' | 'to' | 'audience'>,
): DeliveredMeta {
  const meta: NewMeta = {
    ...place,
    kind: MetaKind.operation,
    from,
    fromSn: 0 as DeviceSn,
    clientMid: SERVER_CLIENT_MID,
    namespace,
    payload,
    nowMs,
  };
  const { mid, sentAtMs } = appendMeta(store, meta);
  return { meta, mid, sentAtMs };
}
