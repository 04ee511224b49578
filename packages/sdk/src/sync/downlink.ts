import { type ConversationId, StatusCode, type SyncDL } from '@warbler/protocol';

/** What a SYNC frame from the server is. */
export type Downlink =
  /** The answer to a send. */
  | { readonly kind: 'sendAnswer'; readonly isAccepted: boolean }
  /** A pull, a page of history, or the session itself was refused; `id` is absent where the server named none. */
  | { readonly kind: 'refusal'; readonly id: ConversationId | undefined }
  | { readonly kind: 'history'; readonly id: ConversationId }
  /** Metas pushed to a device that has everything before. */
  | { readonly kind: 'push'; readonly id: ConversationId }
  /** Metas that are not stored, and not acknowledged. */
  | { readonly kind: 'transient'; readonly id: ConversationId }
  /** The answer to a pull. */
  | { readonly kind: 'page'; readonly id: ConversationId }
  /** The answer to the last pull: nothing more. */
  | { readonly kind: 'drained'; readonly id: ConversationId };

/** Tells the frames apart, which all have one shape (XSYNC.md: Conversations, Sending). */
export function readDownlink(sync: SyncDL): Downlink {
  const isOk = (sync.status?.code ?? StatusCode.OK) === StatusCode.OK;
  if (sync.clientMid > 0 && !sync.isFullSync) return { kind: 'sendAnswer', isAccepted: isOk };
  if (!isOk) return { kind: 'refusal', id: sync.xid?.uid as ConversationId | undefined };
  const id = (sync.xid?.uid ?? 0) as ConversationId;
  if (sync.isFullSync) return { kind: 'history', id };
  if (sync.isEagerSync) return { kind: 'push', id };
  if (sync.nextKey > 0) return { kind: 'page', id };
  return sync.metas.length > 0 ? { kind: 'transient', id } : { kind: 'drained', id };
}
