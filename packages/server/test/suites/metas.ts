import {
  type AppId,
  BodyType,
  type ClientMessageId,
  type DeviceSn,
  encodeMessageBody,
  type MessageId,
  MetaNamespace,
  OperationType,
  type UserId,
} from '@warbler/protocol';
import { MetaKind, type NewMeta, pairOf } from '../../src/messages/index.ts';

export const APP = 'test' as AppId;
export const ALICE = 2 as UserId;
export const BOB = 4 as UserId;
export const PHONE = 1 as DeviceSn;
export const LAPTOP = 2 as DeviceSn;

export interface MetaOptions {
  readonly from?: UserId;
  readonly fromSn?: DeviceSn;
  readonly to?: UserId;
  readonly clientMid?: number;
  readonly text?: string;
  readonly kind?: MetaKind;
  readonly nowMs?: number;
}

const START_MS = Date.UTC(2026, 0, 1);

/** Makes metas, each with a client id of its own; from alice to bob where nothing else is said. */
export function metaMaker(people = { from: ALICE, to: BOB }): (options?: MetaOptions) => NewMeta {
  let count = 0;
  return ({
    from = people.from,
    fromSn = PHONE,
    to = people.to,
    text = 'hello',
    kind = MetaKind.counted,
    ...rest
  } = {}) => {
    count += 1;
    return {
      pair: pairOf(APP, from, to),
      kind,
      from,
      fromSn,
      to,
      audience: 'everyone',
      clientMid: (rest.clientMid ?? count) as ClientMessageId,
      namespace: MetaNamespace.MESSAGE,
      payload: encodeMessageBody({ type: BodyType.CHAT, content: text }),
      nowMs: rest.nowMs ?? START_MS + count,
    };
  };
}

/** A receipt of `from` for a message of `to`. */
export function receipt(base: NewMeta, type: OperationType, target: MessageId): NewMeta {
  return {
    ...base,
    kind: MetaKind.operation,
    audience: type === OperationType.DELIVER_ACK ? base.to : 'everyone',
    payload: encodeMessageBody({ type: BodyType.OPER, operation: { type, mid: target } }),
  };
}
