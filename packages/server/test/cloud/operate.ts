import {
  BodyType,
  encodeMessageBody,
  type Meta,
  MetaNamespace,
  type OperationType,
  type SyncDL,
} from '@warbler/protocol';
import type { DeployedClient } from '@warbler/test-kit';

/** What an operation says beside its type and the message it is about. */
export interface OperationFields {
  /** The conversation it concerns, when that is not the one it is sent to. */
  readonly xid?: number;
  readonly content?: string;
  readonly config?: string;
  readonly ext?: string;
  readonly clientMid?: number;
}

/** Sends an operation and, once it is answered, applies it at the device that sent it, as deployed clients do. */
export async function operate(
  client: DeployedClient,
  to: number,
  type: OperationType,
  mid: number,
  { xid, clientMid = client.nextClientMid(), ...rest }: OperationFields = {},
): Promise<SyncDL> {
  const operation = { type, mid, ...(xid === undefined ? {} : { xid: { uid: xid } }) };
  const body = { type: BodyType.OPER, ...rest, operation };
  const answer = await client.sendBody(to, clientMid, body);
  const { serverMid: id, editTimestamp } = answer;
  const payload = encodeMessageBody({ ...body, editTimestamp });
  // An operation that changed nothing is answered with the message that it is about.
  if (id > 0 && id !== mid) applyOwn(client, xid ?? to, { id, ns: MetaNamespace.MESSAGE, payload });
  return answer;
}

/** A device does not get its own operations back: it keeps what was answered, without a sender. */
export function applyOwn(
  client: DeployedClient,
  conversation: number,
  { id, ns, payload }: Pick<Meta, 'id' | 'ns' | 'payload'>,
): void {
  const metas = client.received.get(conversation) ?? new Map<number, Meta>();
  client.received.set(conversation, metas);
  if (!metas.has(id)) metas.set(id, { id, ns, payload, from: undefined, to: undefined, timestamp: 0 });
}
