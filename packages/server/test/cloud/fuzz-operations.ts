import { ConversationOperationType, encodeConversation, MetaNamespace, OperationType } from '@warbler/protocol';
import type { DeployedClient, Random } from '@warbler/test-kit';
import { expectOk } from './fuzz-devices.ts';
import { applyOwn, operate } from './operate.ts';

/** What operations change in a model. */
interface OperableModel {
  recall(mid: number): void;
  edit(mid: number, change: (text: string) => string): void;
  cancelRead(reader: number, mid: number): void;
  delete(user: number, mid: number): void;
  clear(user: number, conversation: number): void;
}

interface Operable {
  readonly mid: number;
  readonly from: number;
}

/** A conversation as somebody has it, and what they may do there. */
export interface OperableConversation {
  readonly id: number;
  readonly model: OperableModel;
  readonly seen: readonly Operable[];
  readonly recallable: readonly Operable[];
  readonly editable: readonly Operable[];
  readonly isClearable: boolean;
  /** A text that no other edit has. */
  newText(): string;
}

/** Does one thing to a message or to all of them, if there is one to do it to, at a device and in the model. */
export async function operateAtRandom(
  device: DeployedClient,
  random: Random,
  { id, model, seen, recallable, editable, isClearable, newText }: OperableConversation,
): Promise<void> {
  const me = device.options.userId;
  const others = seen.filter(({ from }) => from !== me);
  const dice = random.next();
  if (dice < 0.25 && recallable.length > 0) {
    const { mid } = random.pick(recallable);
    model.recall(mid);
    expectOk(await operate(device, id, OperationType.RECALL, mid));
  } else if (dice < 0.5 && editable.length > 0) {
    const { mid } = random.pick(editable);
    const content = newText();
    const isAppend = random.next() < 0.5;
    model.edit(mid, (text) => (isAppend ? text + content : content));
    const type = isAppend ? OperationType.APPEND : OperationType.REPLACE;
    expectOk(await operate(device, id, type, mid, { content }));
  } else if (dice < 0.7 && others.length > 0) {
    const { mid } = random.pick(others);
    model.cancelRead(me, mid);
    expectOk(await operate(device, me, OperationType.READ_CANCEL, mid, { xid: id }));
  } else if (dice < 0.92 && seen.length > 0) {
    const { mid } = random.pick(seen);
    model.delete(me, mid);
    expectOk(await operate(device, me, OperationType.DELETE, mid, { xid: id }));
  } else if (isClearable) {
    model.clear(me, id);
    await clear(device, id);
  }
}

async function clear(device: DeployedClient, conversation: number): Promise<void> {
  const operation = { type: ConversationOperationType.DELETE_EVERYWHERE, xid: { uid: conversation } };
  const payload = encodeConversation({ type: 1, operation });
  const answer = await device.sendMeta(MetaNamespace.CONVERSATION, payload);
  expectOk(answer);
  applyOwn(device, conversation, { id: answer.serverMid, ns: MetaNamespace.CONVERSATION, payload });
}
