import type { MessageId } from '@warbler/protocol';
import type { NewMeta } from './meta.ts';

/** A meta with what the log set on it. */
export interface DeliveredMeta {
  readonly meta: NewMeta;
  readonly mid: MessageId;
  readonly sentAtMs: number;
  /** See `Appended`. */
  readonly afterMid?: MessageId | undefined;
  /** Above 0: under load it need not reach everyone, the less the larger it is (XSYNC.md, Sending). */
  readonly priority?: number;
}

/** Where news goes: to the devices that are online now. The others find it in the log. */
export interface Delivery {
  /** A stored meta, to every online device of the conversation that may see it but the one that sent it. */
  deliver(news: DeliveredMeta): void;
  /** A meta that is not stored (typing), to the same devices; lost where nobody listens. */
  deliverTransient(meta: NewMeta): void;
}

/** A checked request that is ready to be stored; calling it stores, tells the devices, and resolves when durable. */
export type Commit = () => Promise<CommittedSend>;

/** What the sender's answer says. */
export interface CommittedSend {
  /** Absent for what is not stored. */
  readonly mid?: MessageId;
  readonly sentAtMs: number;
  /** When the message that it edits was changed. */
  readonly editedAtMs?: number;
}
