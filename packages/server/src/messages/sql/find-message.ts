import type { MessageId, Seq, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { MetaKind } from '../meta.ts';

/** A message as operations look at it. */
export interface LoggedMessage {
  readonly conversation: number;
  readonly mid: MessageId;
  readonly seq: Seq;
  readonly kind: MetaKind;
  readonly from: UserId;
  readonly sentAtMs: number;
  readonly status: number;
  readonly payload: Uint8Array;
}

/** A message of a conversation, recalled ones too; undefined when there is none or it is an operation. */
export function findMessage(
  { statements }: StoreContext,
  conversation: number,
  mid: MessageId,
): LoggedMessage | undefined {
  const row = statements.prepare(MESSAGE).get(conversation, mid);
  if (row === undefined) return undefined;
  return {
    conversation,
    mid,
    seq: row.seq as Seq,
    kind: row.kind as MetaKind,
    from: row.from_id as UserId,
    sentAtMs: row.sent_at as number,
    status: row.status as number,
    payload: row.payload as Uint8Array,
  };
}

const MESSAGE = `select seq, kind, from_id, sent_at, status, payload from messages where conversation_id = ? and mid = ?
  and kind in (${MetaKind.counted}, ${MetaKind.uncounted}, ${MetaKind.recalled}, ${MetaKind.recalledUncounted})`;

/** Whether it was recalled: nothing of it is left but its place. */
export function isRecalled({ kind }: LoggedMessage): boolean {
  return kind === MetaKind.recalled || kind === MetaKind.recalledUncounted;
}
