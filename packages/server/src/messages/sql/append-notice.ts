import type { UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import type { DeliveredMeta } from '../delivery.ts';
import type { NewMeta } from '../meta.ts';
import { type NewNotice, noticeMeta, userNoticeMeta } from '../notice.ts';
import { appendMeta } from './append-meta.ts';

/** Tells one user, in their system conversation. Hand the result to the delivery once the procedure is committed. */
export function tellUser(store: StoreContext, user: UserId, notice: NewNotice): DeliveredMeta {
  return append(store, userNoticeMeta(user, notice));
}

/** Puts a notice into a stream. */
export function appendNotice(
  store: StoreContext,
  notice: NewNotice,
  place: Pick<NewMeta, 'pair' | 'to' | 'audience'>,
): DeliveredMeta {
  return append(store, noticeMeta(notice, place));
}

function append(store: StoreContext, meta: NewMeta): DeliveredMeta {
  const { mid, sentAtMs } = appendMeta(store, meta);
  return { meta, mid, sentAtMs };
}
