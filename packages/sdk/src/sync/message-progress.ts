import type { MessageState } from '../message.ts';

const order: Readonly<Record<MessageState, number>> = {
  failed: 0,
  sending: 0,
  received: 0,
  sent: 1,
  delivered: 2,
  read: 3,
};

/** The further of two states of one message: receipts may come late and in any order, and none takes one back. */
export function laterStatus(one: MessageState, other: MessageState): MessageState {
  return order[other] > order[one] ? other : one;
}
